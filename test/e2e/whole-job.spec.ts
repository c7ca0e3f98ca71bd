/** The whole job in a real browser: drop a stack, segment, paint and undo, measure, compare, download the report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makeFolder, runCommand, startHost, type Host } from './support/host.js';

const folder = makeFolder();
let host: Host;
let stack: string;

test.beforeAll(async () => {
  const { items } = runCommand(
    [
      'synthesize',
      'whiskers',
      '--modality',
      'xct',
      '--seed',
      '11',
      '--param',
      'nz=32',
      '--param',
      'ny=64',
      '--param',
      'nx=96',
      '-o',
      join(folder.path, 'made'),
    ],
    folder.path,
  ) as { items: { image: string }[] };
  stack = items[0]!.image;
  host = await startHost(folder.path);
});

test.afterAll(async () => {
  await host.stop();
  folder.remove();
});

/** A drop as the browser makes it, with the file's bytes. */
async function dropFile(page: Page, path: string): Promise<void> {
  const bytes = readFileSync(path).toString('base64');
  const transfer = await page.evaluateHandle((base64) => {
    const binary = atob(base64);
    const data = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([data], 'deposit.tif', { type: 'image/tiff' }));
    return transfer;
  }, bytes);
  await page.getByTestId('drop-area').dispatchEvent('drop', { dataTransfer: transfer });
}

/** The stage's mark says done. */
async function stageDone(page: Page, stage: string): Promise<void> {
  await expect(page.getByTestId(`stage-${stage}`)).toHaveAttribute('data-status', 'done', { timeout: 200_000 });
}

test('from a dropped stack to a downloaded report', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });

  await test.step('load', async () => {
    await page.goto(host.url);
    await dropFile(page, stack);
    await expect(page.getByTestId('reading-card')).toContainText('32');
    await page.getByTestId('face-y-').first().click();
    await page.getByTestId('create-study').click();
    await expect(page.getByTestId('pane-z')).toBeVisible();
    await expect(page.getByTestId('voxel-chip')).not.toContainText('unknown');
  });

  await test.step('segment', async () => {
    await page.getByTestId('stage-segment').click();
    await page.getByTestId('model-li-xct-fast').getByRole('radio').click();
    await page.getByTestId('run-segment').click();
    await stageDone(page, 'segment');
  });

  await test.step('paint and undo', async () => {
    await page.getByTestId('stage-review').click();
    await page.getByTestId('class-1').click();
    await page.getByTestId('panel-tool-brush').click();
    const canvas = page.getByTestId('image-z');
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
    await page.mouse.down();
    for (let i = 1; i <= 10; i++) await page.mouse.move(box.x + box.width * (0.4 + 0.02 * i), box.y + box.height * 0.5);
    await page.mouse.up();
    const edits = page.getByTestId('edit-count');
    await expect(edits).toContainText('1');
    await page.keyboard.press('Control+z');
    await expect(edits).toHaveCount(0);
    await page.keyboard.press('Control+Shift+z');
    await expect(edits).toContainText('1');
    await expect(page.getByTestId('headline')).toContainText('%');
  });

  await test.step('measure', async () => {
    await page.getByTestId('stage-measure').click();
    await page.getByTestId('run-measure').click();
    await stageDone(page, 'measure');
    expect(await page.getByTestId('metric-card').count()).toBeGreaterThan(5);
  });

  await test.step('compare', async () => {
    await page.getByTestId('stage-compare').click();
    await page.getByTestId('run-compare').click();
    await expect(page.getByTestId('compare-outcome')).toBeVisible({ timeout: 200_000 });
    expect(await page.getByTestId('compare-row').count()).toBeGreaterThan(5);
  });

  await test.step('report', async () => {
    await page.getByTestId('stage-report').click();
    await page.getByTestId('build-report').click();
    await expect(page.getByTestId('report-preview')).toBeVisible({ timeout: 100_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-report.html').click()]);
    const html = readFileSync(await download.path(), 'utf8');
    for (const words of ['Dead share of lithium', 'li-xct-fast', 'Compared with generated structures', 'Methods', 'Recipe'])
      expect(html).toContain(words);
    expect(html).not.toContain('<script');
  });

  expect(problems).toEqual([]);
});
