/** Segmenting in the other ways: with a model from elsewhere, and with strokes that a classifier learns from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { describePackage } from '../support/model-folder.js';
import { makeFolder, runCommand, startHost, type Host } from './support/host.js';

const folder = makeFolder();
const size = ['nz=16', 'ny=48', 'nx=64'].flatMap((param) => ['--param', param]);
let host: Host;
let stack: string;
let model: string;

test.beforeAll(async () => {
  const made = runCommand(
    ['synthesize', 'columns', '--modality', 'xct', '--seed', '5', ...size, '-o', join(folder.path, 'made')],
    folder.path,
  ) as { items: { image: string }[] };
  stack = made.items[0]!.image;
  model = join(folder.path, 'foreign.zip');
  writeFileSync(model, zipSync(describePackage({ phases: null }).files));
  host = await startHost(folder.path);
});

test.afterAll(async () => {
  await host.stop();
  folder.remove();
});

/** A stroke over the XY plane, in shares of its picture. */
async function paint(page: Page, phase: number, row: number): Promise<void> {
  await page.getByTestId(`stroke-class-${phase}`).click();
  const box = (await page.getByTestId('image-z').boundingBox())!;
  const at = (column: number): [number, number] => [box.x + box.width * column, box.y + box.height * row];
  await page.mouse.move(...at(0.4));
  await page.mouse.down();
  await page.mouse.move(...at(0.6), { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId(`stroke-count-${phase}`)).toHaveText(/\d/);
}

test('a model from a zip, its uncertainty, and strokes instead', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const picture = page.getByTestId('image-z');

  await page.goto(host.url);
  await page.getByTestId('file-input').setInputFiles(stack);
  await page.getByTestId('create-study').click();
  await page.getByTestId('stage-segment').click();

  await test.step('a model is suggested, and the reason is told', async () => {
    const card = page.locator('.model-card').first();
    await expect(card.getByTestId('suggested')).toBeVisible();
    await expect(card).toContainText('nm');
  });

  await test.step('a foreign model runs once its channels mean something', async () => {
    await page.getByTestId('model-input').setInputFiles(model);
    await expect(page.getByTestId('channel-map')).toBeVisible();
    await expect(page.getByTestId('run-segment')).toBeDisabled();
    const card = page.locator('.model-card[data-chosen]');
    await card.getByRole('button', { name: 'Check' }).click();
    await expect(card).toContainText('Failed: The package brings no test tensors');
    for (const [channel, phase] of [
      ['electrolyte', '3'],
      ['lithium', '1'],
      ['sei', '2'],
    ] as const)
      await page.getByTestId(`channel-${channel}`).selectOption(phase);
    await page.getByTestId('run-segment').click();
    await expect(page.getByTestId('panel-review')).toBeVisible({ timeout: 60_000 });
    await expect(picture).toHaveAttribute('data-labels', /.+/);
  });

  await test.step('its uncertainty is a layer of its own', async () => {
    await page.getByTestId('overlay-entropy').click();
    await expect(picture).toHaveAttribute('data-shown', 'entropy');
    await expect(page.getByTestId('ramp-legend')).toBeVisible();
    await page.getByTestId('pane-z').getByRole('application').focus();
    await page.keyboard.press('v');
    await expect(picture).toHaveAttribute('data-shown', 'labels');
  });

  await test.step('the model is in the study, and is compared with the labels that it made', async () => {
    await page.getByTestId('stage-segment').click();
    await page.getByTestId('difference-other').selectOption({ label: 'Model Small net' });
    await page.getByTestId('run-difference').click();
    await expect(page.getByTestId('difference-share')).toContainText('0.0 %', { timeout: 60_000 });
    await expect(page.getByTestId('agreement')).toContainText('1.000');
  });

  await test.step('strokes of two phases label the slice; an undo takes one back', async () => {
    await page.getByTestId('tab-strokes').click();
    await page.getByTestId('strokes-base').selectOption('');
    const state = page.getByTestId('slice-state');
    await paint(page, 1, 0.45);
    await expect(state).toContainText('at least one more phase');
    await expect(page.getByTestId('apply-strokes')).toBeDisabled();
    await paint(page, 3, 0.75);
    await expect(state).toContainText('Slice labelled', { timeout: 60_000 });
    await expect(picture).toHaveAttribute('data-shown', 'labels');
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('stroke-count-3')).toHaveText('–');
    await page.keyboard.press('Control+Shift+z');
    await expect(page.getByTestId('stroke-count-3')).toHaveText(/\d/);
  });

  await test.step('the classifier is downloaded, and applied to the whole stack', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-classifier').click()]);
    expect(download.suggestedFilename()).toMatch(/classifier\.json$/);
    await page.getByTestId('apply-strokes').click();
    await expect(page.getByTestId('panel-review')).toBeVisible({ timeout: 60_000 });
    await page.getByTestId('stage-segment').click();
    await expect(page.getByTestId('tab-strokes')).toHaveAttribute('aria-selected', 'true');
  });

  expect(problems).toEqual([]);
});
