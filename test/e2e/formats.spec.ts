/** Files that are no plain stack: a simulation becomes a volume, headerless samples get their layout from a person. */
import { expect, test } from '@playwright/test';
import { hdf5Bytes } from '../formats/samples/hdf5.js';
import { DUMP_LINES } from '../formats/samples/particles.js';
import { buildTiff } from '../formats/tiff-fixture.js';
import { makeFolder, startHost, type Host } from './support/host.js';

const folder = makeFolder();
let host: Host;

test.beforeAll(async () => {
  host = await startHost(folder.path);
});

test.afterAll(async () => {
  await host.stop();
  folder.remove();
});

test('a LAMMPS dump becomes a volume with its labels', async ({ page }) => {
  await page.goto(host.url);
  const buffer = Buffer.from(`${DUMP_LINES.join('\n')}\n`);
  await page.getByTestId('file-input').setInputFiles({ name: 'deposit.lammpstrj', mimeType: 'text/plain', buffer });
  await expect(page.getByTestId('structure-card')).toBeVisible();
  await page.getByTestId('structure-unit').fill('1');
  await page.getByTestId('structure-unit-unit').selectOption('A');
  await page.getByTestId('structure-step').fill('1');
  await page.getByTestId('structure-step-unit').selectOption('A');
  await expect(page.getByTestId('structure-grid')).toContainText('voxels');
  await page.getByTestId('make-volume').click();
  await expect(page.getByTestId('panel-review')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('voxel-chip')).not.toContainText('unknown');
});

test('samples without a header open by the layout that a person gives', async ({ page }) => {
  await page.goto(host.url);
  const values = Uint16Array.from({ length: 4 * 16 * 20 }, (_, i) => i % 300);
  const file = { name: 'scan.raw', mimeType: 'application/octet-stream', buffer: Buffer.from(values.buffer) };
  await page.getByTestId('file-input').setInputFiles(file);
  await page.getByTestId('open-as-raw').click();
  await page.getByTestId('raw-nx').fill('20');
  await page.getByTestId('raw-ny').fill('16');
  await page.getByTestId('raw-nz').fill('5');
  await expect(page.getByTestId('raw-check')).toHaveAttribute('data-level', 'short');
  await page.getByTestId('raw-nz').fill('4');
  await expect(page.getByTestId('raw-check')).toHaveAttribute('data-level', 'fits');
  await expect(page.getByTestId('preview-picture')).toBeVisible();
  await page.getByTestId('raw-open').click();
  await page.getByTestId('create-study').click();
  await expect(page.getByTestId('pane-z')).toBeVisible();

  await page.getByTestId('stage-report').click();
  await page.getByTestId('run-export').click();
  const download = page.waitForEvent('download');
  await page.getByTestId('export-download').click();
  expect((await download).suggestedFilename()).toBe('scan.image.tif');
});

test('of several data sets in one file the picked one is opened', async ({ page }) => {
  const bytes = hdf5Bytes((file) => {
    file.create_dataset({ name: 'first', data: new Uint16Array(4 * 6 * 8).fill(7), shape: [4, 6, 8] });
    file.create_dataset({ name: 'second', data: Uint8Array.from({ length: 5 * 9 * 11 }, (_, i) => i % 200), shape: [5, 9, 11] });
  });
  await page.goto(host.url);
  await page.getByTestId('file-input').setInputFiles({ name: 'two.h5', mimeType: 'application/x-hdf5', buffer: Buffer.from(bytes) });
  const list = page.getByTestId('data-sets');
  await expect(list).toContainText('The file holds 2 data sets');
  await expect(list).toContainText('4 planes of 6 × 8');
  await page.getByLabel(/second/).check();
  await page.getByTestId('create-study').click();
  await expect(page.getByTestId('index-z')).toContainText('5');
  await expect(page.getByTestId('index-x')).toContainText('11');
});

test('two channels of an OME-TIFF are shown in their colours', async ({ page }) => {
  const [width, height, planes] = [24, 16, 3];
  const half = (right: boolean): Uint8Array =>
    Uint8Array.from({ length: width * height }, (_, i) => (i % width >= width / 2 === right ? 200 : 0));
  // channels outside, planes inside
  const pages = [false, true].flatMap((right) => Array.from({ length: planes }, () => half(right)));
  const description =
    '<?xml version="1.0"?><OME><Image ID="Image:0"><Pixels ID="Pixels:0" Type="uint8" DimensionOrder="XYZCT" ' +
    `SizeX="${width}" SizeY="${height}" SizeZ="${planes}" SizeC="2" SizeT="1" PhysicalSizeX="1" PhysicalSizeY="1" PhysicalSizeZ="1">` +
    '<Channel ID="Channel:0:0" Name="carbon"/><Channel ID="Channel:0:1" Name="fluorine"/><TiffData/></Pixels></Image></OME>';
  const bytes = buildTiff({ width, height, size: 1, pages, description });
  await page.goto(host.url);
  await page.getByTestId('file-input').setInputFiles({ name: 'pair.ome.tif', mimeType: 'image/tiff', buffer: Buffer.from(bytes) });
  await page.getByTestId('create-study').click();
  await expect(page.getByTestId('channel-settings')).toBeVisible();
  // the left and the right half of the slice have a hue each: neither is grey, and they differ
  const hues = (): Promise<number[][]> =>
    page.getByTestId('image-z').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map<string, number>();
      for (let i = 0; i < data.length; i += 4) {
        const rgb = [data[i]!, data[i + 1]!, data[i + 2]!];
        if (Math.max(...rgb) - Math.min(...rgb) < 64) continue;
        const key = rgb.join();
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].filter(([, n]) => n > 100).map(([key]) => key.split(',').map(Number));
    });
  await expect.poll(async () => (await hues()).length).toBe(2);
  await page.getByTestId('show-grey').click();
  await expect.poll(async () => (await hues()).length).toBe(0);
});
