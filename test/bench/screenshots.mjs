/**
 * `node test/bench/screenshots.mjs [-- names]`: the pictures of docs/screenshots, 1280 x 800 in the dark theme, from the
 * built program and a real browser. Stacks that are not here are skipped; `LITHOSCOPE_STACKS` names their folder.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeFolder, root, startBrowser, startHost } from './support.mjs';

const stacks = process.env.LITHOSCOPE_STACKS ?? join(root, '..', 'shared');
const target = join(root, 'docs', 'screenshots');
const LONG = { timeout: 300_000 };

/** A palette keeps text sharp and the file small. */
async function save(page, name) {
  await page.mouse.move(640, 790);
  await page.waitForTimeout(600);
  const png = await sharp(await page.screenshot())
    .png({ palette: true, colours: 256, effort: 10 })
    .toBuffer();
  await writeFile(join(target, `${name}.png`), png);
  console.log(`${name}.png ${(png.length / 1000).toFixed(0)} KB`);
}

async function settled(page) {
  for (const axis of ['z', 'y', 'x']) {
    const pane = page.getByTestId(`image-${axis}`);
    if ((await pane.count()) > 0) await pane.and(page.locator('[data-slice]')).waitFor(LONG);
  }
  await page.waitForTimeout(800);
}

async function numbersThere(page) {
  await page.getByTestId('headline-state').filter({ hasText: 'up to date' }).waitFor(LONG);
}

/** A stack by upload: files of one folder, or one file. */
async function open(page, paths, { face } = {}) {
  await page.getByTestId('file-input').setInputFiles(paths);
  await page.getByTestId('reading-card').waitFor(LONG);
  if (face !== undefined) await page.getByTestId(`face-${face}`).first().click();
  await page.getByTestId('create-study').click();
  await page.getByTestId('viewer').waitFor(LONG);
  await settled(page);
}

async function segment(page) {
  await page.getByTestId('stage-segment').click();
  await page.getByTestId('run-segment').click();
  await page.getByTestId('panel-review').waitFor(LONG);
  await numbersThere(page);
}

/** The verdict on the training range is in the segment panel, beside the labels. */
async function showVerdict(page, name) {
  await page.getByTestId('stage-segment').click();
  await page.getByTestId('out-of-range').scrollIntoViewIfNeeded();
  await settled(page);
  await save(page, name);
}

async function sample(page) {
  await page.getByTestId('open-sample').click();
  await page.getByTestId('viewer').waitFor(LONG);
  await segment(page);
  await settled(page);
  await save(page, 'review');
  await page.getByTestId('overlay-entropy').click();
  await settled(page);
  await save(page, 'uncertainty');
  await page.getByTestId('overlay-labels').click();
  await page.getByTestId('stage-measure').click();
  await page.getByTestId('run-measure').click();
  await page.getByTestId('measure-cards').waitFor(LONG);
  await settled(page);
  await save(page, 'measure');
  await page.getByTestId('stage-compare').click();
  await page.getByTestId('run-compare').click();
  await page.getByTestId('compare-outcome').waitFor(LONG);
  await save(page, 'compare');
  await page.getByTestId('stage-report').click();
  await page.getByTestId('build-report').click();
  await page.getByTestId('report-preview').waitFor(LONG);
  await page.waitForTimeout(1500);
  await save(page, 'report');
}

/** A few strokes, and what a classifier makes of the slice after them. */
async function strokes(page) {
  await page.getByTestId('open-sample').click();
  await page.getByTestId('viewer').waitFor(LONG);
  await page.getByTestId('stage-segment').click();
  await page.getByTestId('tab-strokes').click();
  await page.getByTestId('stroke-count-1').waitFor(LONG);
  const box = await page.getByTestId('image-z').boundingBox();
  for (const [phase, ...points] of [
    [1, [0.33, 0.4], [0.36, 0.52]],
    [3, [0.5, 0.75], [0.75, 0.78]],
    [5, [0.3, 0.95], [0.6, 0.95]],
    [6, [0.4, 0.06], [0.7, 0.06]],
    [2, [0.28, 0.5], [0.3, 0.56]],
  ]) {
    await page.getByTestId(`stroke-class-${String(phase)}`).click();
    const [from, to] = points.map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 8 });
    await page.mouse.up();
  }
  await page.getByTestId('slice-state').filter({ hasText: 'Slice labelled' }).waitFor(LONG);
  await settled(page);
  await save(page, 'strokes');
}

const stack = (...names) => join(stacks, ...names);

const SHOTS = {
  sample: { run: sample },
  strokes: { run: strokes },
  'li-ion': {
    needs: stack('data', 'liion-cell-xct-stack'),
    async run(page, folder) {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.tif'));
      await open(
        page,
        names.toSorted().map((name) => join(folder, name)),
      );
      await segment(page);
      await showVerdict(page, 'li-ion-out-of-range');
    },
  },
  sem: {
    needs: stack('data', 'micrographs-unlabelled', '3_phase.tif'),
    async run(page, file) {
      await open(page, file);
      await segment(page);
      await showVerdict(page, 'sem-out-of-range');
    },
  },
  mrc: {
    needs: stack('formats', 'mrc', 'emd_3197.map.gz'),
    async run(page, file) {
      await open(page, file);
      await page.getByTestId('stage-segment').click();
      await save(page, 'mrc-map');
    },
  },
  nmc: {
    needs: stack('data', 'nmc-cathode-segmented-3d', 'nmc-1-cal_generatedCBD_bridge.tif'),
    async run(page, file) {
      await open(page, file);
      await page.getByTestId('stage-segment').click();
      await page.getByTestId('tab-labels-file').click();
      await page.getByTestId('labels-input').setInputFiles(file);
      // pore, active material, carbon and binder: the last two are neither lithium nor SEI
      for (const [value, phase] of Object.entries({ 0: 4, 1: 6, 2: 3 })) await page.getByTestId(`map-${value}`).selectOption(String(phase));
      await save(page, 'nmc-map');
      await page.getByTestId('import-labels').click();
      await page.getByTestId('panel-review').waitFor(LONG);
      await page.getByTestId('stage-measure').click();
      await page.getByTestId('run-measure').click();
      await page.getByTestId('measure-cards').waitFor(LONG);
      await page.getByText('Volumes and fractions').scrollIntoViewIfNeeded();
      await settled(page);
      await save(page, 'nmc-measured');
    },
  },
};

const asked = process.argv.slice(2).filter((name) => name !== '--');
await mkdir(target, { recursive: true });
const browser = await startBrowser();
let failed = false;
for (const [name, { needs, run }] of Object.entries(SHOTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (needs !== undefined && !existsSync(needs)) {
    console.log(`${name}: skipped, there is no ${needs}`);
    continue;
  }
  const folder = await makeFolder();
  const host = await startHost(folder.path, folder.path);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  try {
    await page.goto(host.url);
    await run(page, needs);
  } catch (error) {
    failed = true;
    console.error(`${name}: ${error.message}`);
  } finally {
    await page.close();
    await host.stop();
    await folder.remove();
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
