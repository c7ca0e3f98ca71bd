/** Measuring in a real browser: the standard set with its error bars, then a metric chosen beside it, its curve, and the report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makeFolder, runCommand, startHost, type Host } from './support/host.js';

const folder = makeFolder();
let host: Host;
let made: { image: string; labels: string };

test.beforeAll(async () => {
  const size = ['nz=24', 'ny=48', 'nx=64'].flatMap((param) => ['--param', param]);
  const { items } = runCommand(
    ['synthesize', 'whiskers', '--modality', 'xct', '--seed', '5', ...size, '-o', join(folder.path, 'made')],
    folder.path,
  ) as { items: { image: string; labels: string }[] };
  made = items[0]!;
  host = await startHost(folder.path);
});

test.afterAll(async () => {
  await host.stop();
  folder.remove();
});

test('numbers, error bars, and metrics of one’s own choice', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const row = (family: string, metric: string) => page.locator(`[data-family="${family}"] li[data-metric="${metric}"]`);

  await test.step('labels from a file', async () => {
    await page.goto(host.url);
    await page.getByTestId('file-input').setInputFiles(made.image);
    await page.getByTestId('reading-card').waitFor();
    await page.getByTestId('face-y-').first().click();
    await page.getByTestId('create-study').click();
    await page.getByTestId('viewer').waitFor();
    await page.getByTestId('stage-segment').click();
    await page.getByTestId('tab-labels-file').click();
    await page.getByTestId('labels-input').setInputFiles(made.labels);
    await page.getByTestId('import-labels').click();
    await expect(page.getByTestId('panel-review')).toBeVisible();
  });

  await test.step('the standard set, and its error bars', async () => {
    await page.getByTestId('stage-measure').click();
    await page.getByTestId('run-measure').click();
    await expect(page.getByTestId('measure-cards')).toBeVisible({ timeout: 200_000 });
    await expect(row('isolation', 'isolation.f_dead_by_rule')).toContainText('6 neighbours');
    await page.getByTestId('tab-errors').click();
    const table = page.getByTestId('error-bars');
    await expect(table).toContainText('Voxel size');
    await expect(table.locator('tr[data-metric="volume.volume"]').first()).toContainText(/[±−]\d/);
    // nothing below zero where there can be none
    await expect(page.locator('[data-metric="isolation.f_dead"] .metric-note').first()).not.toContainText('−');
  });

  await test.step('a metric by name, by the keyboard, with a parameter', async () => {
    await page.getByTestId('open-choose').click();
    await expect(page.getByTestId('metric-search')).toBeFocused();
    await page.keyboard.type('lineal path along');
    await page.keyboard.press('Tab');
    await page.getByTestId('choose-statistics.lineal_path').focus();
    await page.keyboard.press('Space');
    await page.getByTestId('param-axis').selectOption('x');
    await page.getByTestId('param-lags_voxels').fill('0, 1, 2, x');
    await expect(page.getByTestId('choose-metrics')).toContainText('Expected numbers');
    await page.getByTestId('param-lags_voxels').fill('0, 1, 2, 4');
    await page.getByTestId('metric-search').fill('skeleton length');
    await page.getByTestId('choose-skeleton.length').check();
    await page.getByTestId('error-bars-switch').waitFor({ state: 'detached' });
    await page.getByTestId('measure-chosen').click();
    await page.getByTestId('tab-numbers').click();
    await expect(row('chosen', 'skeleton.length')).toContainText('µm', { timeout: 100_000 });
    await expect(row('chosen', 'statistics.lineal_path')).toContainText('along x');
    // what was measured before is still there
    await expect(row('isolation', 'isolation.f_dead')).toBeVisible();
    expect(await page.getByTestId('metric-card').count()).toBeGreaterThan(5);
  });

  await test.step('a list is a curve', async () => {
    await page.getByTestId('tab-curves').click();
    await expect(page.getByText('Lineal path, lithium, along x').first()).toBeVisible();
  });

  await test.step('the report has what was chosen', async () => {
    await page.getByTestId('stage-report').click();
    await page.getByTestId('build-report').click();
    await expect(page.getByTestId('report-preview')).toBeVisible({ timeout: 100_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-report.html').click()]);
    const html = readFileSync(await download.path(), 'utf8');
    for (const words of ['skeleton.length', 'Lineal path, lithium, along x', 'Error bars']) expect(html).toContain(words);
  });

  expect(problems).toEqual([]);
});
