/** Scrolling costs what is looked at: a slice for each step, other planes stay, and what is held stays within its budget. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makeFolder, startHost, type Host } from './support/host.js';

const SHAPE = [48, 1024, 1024] as const;
const SLICE_BYTES = 2 * 1024 * 1024;
const BUDGET_BYTES = 64 * 2 ** 20;

const folder = makeFolder();
let host: Host;

/** 96 MB, more than the budget of the page. */
function writeStack(path: string): void {
  const [nz, ny, nx] = SHAPE;
  const file = openSync(path, 'w');
  const header = ['NRRD0004', 'type: uint16', 'dimension: 3', `sizes: ${nx} ${ny} ${nz}`, 'endian: little', 'encoding: raw', '', ''];
  writeSync(file, header.join('\n'));
  for (let z = 0; z < nz; z++)
    writeSync(file, Buffer.from(Uint16Array.from({ length: ny * nx }, (_, i) => (i * 31 + z * 977) & 4095).buffer));
  closeSync(file);
}

test.beforeAll(async () => {
  writeStack(join(folder.path, 'large.nrrd'));
  host = await startHost(folder.path);
});

test.afterAll(async () => {
  await host.stop();
  folder.remove();
});

async function openStack(page: Page): Promise<void> {
  await page.goto(host.url);
  await page.getByTestId('tab-host').click();
  await page.getByTestId('folder-entry').first().click();
  await page.getByTestId('folder-entry').filter({ hasText: 'large.nrrd' }).click();
  await page.getByTestId('read-files').click();
  await page.getByTestId('create-study').click();
  for (const axis of ['z', 'y', 'x']) await expect(page.getByTestId(`image-${axis}`)).toHaveAttribute('data-slice', /\d+/);
}

test('scrolling fetches about one slice a step and holds no more than the budget', async ({ page }) => {
  const fetched: { axis: string; index: number; bytes: number }[] = [];
  page.on('response', (response) => {
    const { pathname, searchParams } = new URL(response.url());
    if (!pathname.startsWith('/volume/')) return;
    fetched.push({
      axis: searchParams.get('axis')!,
      index: Number(searchParams.get('i')),
      bytes: Number(response.headers()['content-length']),
    });
  });
  await openStack(page);
  const canvas = page.getByTestId('image-z');
  await page.getByTestId('pane-z').getByRole('application').focus();
  await page.keyboard.press('Home');
  await expect(canvas).toHaveAttribute('data-slice', '0');

  const before = fetched.length;
  let mostHeld = 0;
  for (let z = 1; z < SHAPE[0]; z++) {
    await page.keyboard.press('PageDown');
    await expect(canvas).toHaveAttribute('data-slice', String(z));
    mostHeld = Math.max(mostHeld, Number(await canvas.getAttribute('data-held')));
  }

  const scrolled = fetched.slice(before).filter(({ axis }) => axis === 'z');
  // one slice for each step in its stored type; a few more, since a request may be given up and made again
  expect(scrolled.every(({ bytes }) => bytes === SLICE_BYTES)).toBe(true);
  expect(scrolled.length).toBeLessThanOrEqual(SHAPE[0] + 12);
  // the other two planes do not move: themselves and two neighbours on each side, whenever these come
  for (const still of ['y', 'x'])
    expect(new Set(fetched.filter(({ axis }) => axis === still).map(({ index }) => index)).size).toBeLessThanOrEqual(5);
  // the stack is larger than the budget, and what is held is not
  expect(mostHeld).toBeGreaterThan(BUDGET_BYTES / 2);
  expect(mostHeld).toBeLessThanOrEqual(BUDGET_BYTES);
});
