/** What TIFF metadata say: voxel sizes of microscopes, ImageJ and OME, what contradicts itself, and which pages belong together. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { parseLabels } from '../../src/formats/tiff/imagej-labels.js';
import { TIFF } from '../../src/formats/tiff/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { buildTiff } from './tiff-fixture.js';
import type { TiffSpec } from './tiff-fixture.js';

const folder = scratchFolder('tiff-metadata');
let files = 0;

const ascii = (text: string): number[] => [...new TextEncoder().encode(`${text}\0`)];
const page = (seed: number, length = 20): Uint8Array => Uint8Array.from({ length }, (_, i) => (seed * 37 + i * 5) & 255);
const stack: TiffSpec = { width: 5, height: 4, size: 1, pages: [1, 2, 3, 4, 5, 6].map((seed) => page(seed)) };
const single: TiffSpec = { ...stack, pages: [page(1)] };

async function entries(spec: TiffSpec): Promise<VolumeEntry[]> {
  const path = join(folder, `f${files++}.tif`);
  writeFileSync(path, buildTiff(spec));
  const found = await inspectPath(host, path);
  for (const entry of found) if ('error' in entry) throw new Error(entry.error.message);
  return found as VolumeEntry[];
}

function shape(entry: VolumeEntry): string {
  return entry.axes
    .split('')
    .map((axis, i) => axis + entry.shape[i])
    .join(' ');
}

const resolution = (x: number, y: number, unit: number): NonNullable<TiffSpec['extra']> => [
  [282, 5, [x, 1]],
  [283, 5, [y, 1]],
  [296, 3, [unit]],
];

describe('microscopes', () => {
  const fei = (height: number): string =>
    `[User]\r\nUser=x\r\n[Scan]\r\nPixelWidth=5e-009\r\nPixelHeight=6e-009\r\n[Image]\r\nResolutionX=5\r\nResolutionY=${height}\r\n`;

  test('FEI: pixel size, and a second data set without the data bar', async () => {
    const [whole, cropped] = await entries({ ...single, extra: [[34682, 2, ascii(fei(3))], ...resolution(120, 120, 2)] });
    expect(whole!.spacing).toEqual({ value: [6e-9, 5e-9], unit: 'm', source: 'FEI tag, PixelWidth and PixelHeight' });
    expect(whole!.warnings.join()).toContain('lowest 1 rows');
    expect([shape(whole!), shape(cropped!), cropped!.dataset]).toEqual(['y4 x5', 'y3 x5', 'without-data-bar']);
    expect(cropped!.warnings).toEqual([]);
    const source = await TIFF.open(host, whole!.path);
    expect(source.info.dataBarRows).toBe(1);
    const bare = await TIFF.open(host, whole!.path, 'without-data-bar');
    expect(bare.info.dataBarRows).toBeUndefined();
    expect(await bare.read({ start: [1, 0], size: [2, 5] })).toEqual(page(1).subarray(5, 15));
    await expect(bare.read({ start: [0, 0], size: [4, 5] })).rejects.toMatchObject({ code: 'bad-region' });
    await source.close();
    await bare.close();
  });

  test.each([
    ['no bar', 34682, fei(4), [6e-9, 5e-9], 'm'],
    ['a picture scaled afterwards', 34680, fei(1), [6e-9, 5e-9], 'm'],
    [
      'Zeiss nanometres',
      34118,
      '1.2\r\n0\r\nAP_MAG\r\nMag = 5 K X\r\nAP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 1.25 nm\r\n',
      [1.25, 1.25],
      'nm',
    ],
    ['Zeiss micrometres', 34118, 'AP_PIXEL_SIZE\r\nPixel Size = 2.5 µm\r\n', [2.5, 2.5], 'um'],
    ['Tescan', 50431, 'x\r\n[MAIN]\r\nPixelSizeX=2e-9\r\nPixelSizeY=2e-9\r\n[SEM]\r\nImageStripSize=0\r\n', [2e-9, 2e-9], 'm'],
  ])('%s', async (_title, tag, text, value, unit) => {
    const found = await entries({ ...single, extra: [[tag, tag === 50431 ? 1 : 2, ascii(text)]] });
    expect(found).toHaveLength(1);
    expect(found[0]!.spacing).toMatchObject({ value, unit });
  });

  test('a stack of them has no slice distance', async () => {
    const [found] = await entries({ ...stack, extra: [[34682, 2, ascii(fei(4))]] });
    expect(found!.spacing).toBeNull();
    expect(found!.warnings.join()).toContain('no slice distance');
  });
});

describe('ImageJ', () => {
  const imagej = (rest: string): string => `ImageJ=1.54f\nimages=6\n${rest}`;

  test.each([
    ['inch of the tags', 'slices=6\nspacing=0.01\n', resolution(100, 100, 2), [0.01 * 25.4e-3, 25.4e-5, 25.4e-5], 0],
    ['72 dpi of the tags', 'slices=6\nspacing=2\n', resolution(72, 72, 2), null, 0],
    ['pixels', 'slices=6\nunit=pixel\n', resolution(1, 1, 1), null, 0],
    ['no slice distance', 'slices=6\nunit=um\n', resolution(4, 4, 1), null, 1],
    ['inch against micrometres', 'slices=6\nunit=um\nspacing=1\n', resolution(4, 4, 2), [1e-6, 2.5e-7, 2.5e-7], 1],
    ['far from square', 'slices=6\nunit=um\nspacing=1\n', resolution(4, 4000, 1), [1e-6, 2.5e-10, 2.5e-7], 1],
    ['far too thick', 'slices=6\nunit=nm\nspacing=9000\n', resolution(1, 1, 1), [9e-6, 1e-9, 1e-9], 1],
  ])('%s', async (_title, rest, extra, metres, warnings) => {
    const path = join(folder, `f${files++}.tif`);
    writeFileSync(path, buildTiff({ ...stack, description: imagej(rest), extra }));
    const source = await openSource(host, path);
    const { spacing } = source.info.calibration;
    if (metres === null) expect(spacing).toBeNull();
    else metres.forEach((v, i) => expect(spacing![i]! / v).toBeCloseTo(1, 9));
    expect(source.info.warnings).toHaveLength(warnings);
    await source.close();
  });

  test('frames with slices, a straight-line calibration, and time alone', async () => {
    const both = await entries({ ...stack, description: imagej('slices=3\nframes=2\n') });
    expect([shape(both[0]!), both[0]!.kind]).toEqual(['t2 z3 y4 x5', 'volume']);
    const path = join(folder, `f${files++}.tif`);
    writeFileSync(path, buildTiff({ ...stack, description: imagej('frames=6\ncf=0\nc0=-10\nc1=0.5\nvunit=HU\n') }));
    const source = await openSource(host, path);
    expect(source.info.kind).toBe('series');
    expect(source.info.valueScale).toEqual({ slope: 0.5, intercept: -10, unit: 'HU' });
    await source.close();
  });

  test.each([false, true])('channel names from the labels, big-endian %s', async (bigEndian) => {
    const labels = ['c:1/2 z:1/3 - lithium', 'c:2/2 z:1/3 - void', 'x', 'x', 'x', 'x'];
    const word = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
    const turn = (bytes: number[], size: number): number[] =>
      bigEndian ? bytes : bytes.flatMap((_, i) => (i % size === 0 ? bytes.slice(i, i + size).toReversed() : []));
    const letters = (text: string): number => text.split('').reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
    const texts = labels.map((label) =>
      turn(
        label.split('').flatMap((letter) => [0, letter.charCodeAt(0)]),
        2,
      ),
    );
    const header = [letters('IJIJ'), letters('info'), 1, letters('labl'), labels.length].flatMap((value) => turn(word(value), 4));
    const counts = [header.length, 2, ...texts.map((text) => text.length)];
    const block = [...header, 0, 0, ...texts.flat()];
    const extra: TiffSpec['extra'] = [
      [50838, 4, counts],
      [50839, 1, block],
    ];
    const [found] = await entries({ ...stack, bigEndian, description: imagej('channels=2\nslices=3\n'), extra });
    expect(found!.channels).toEqual([{ name: 'lithium' }, { name: 'void' }]);
    for (let cut = 0; cut < block.length; cut++)
      expect(parseLabels(Uint8Array.from(block).subarray(0, cut), counts, bigEndian).length).toBeLessThan(7);
  });
});

describe('OME', () => {
  const pixels = (attributes: string, inside = ''): string =>
    `<Pixels ID="Pixels:0" Type="uint8" SizeX="5" SizeY="4" ${attributes}>${inside}</Pixels>`;
  const ome = (...images: string[]): string =>
    `<?xml version="1.0"?><OME UUID="urn:uuid:own">${images.map((image, i) => `<Image ID="Image:${i}" Name="picture ${i}">${image}</Image>`).join('')}</OME>`;
  const physical = (z: string, unit = 'nm'): string =>
    `PhysicalSizeX="10" PhysicalSizeY="10" ${z} PhysicalSizeXUnit="${unit}" PhysicalSizeYUnit="${unit}"`;

  test('several images are several data sets', async () => {
    const description = ome(
      pixels('DimensionOrder="XYZCT" SizeZ="2" SizeC="1" SizeT="1"', '<TiffData IFD="0" PlaneCount="2"/>'),
      pixels('DimensionOrder="XYZCT" SizeZ="1" SizeC="1" SizeT="3"', '<TiffData IFD="2" PlaneCount="3"/>'),
      pixels('DimensionOrder="XYZCT" SizeZ="1" SizeC="1" SizeT="1"', '<TiffData IFD="5"/>'),
    );
    const found = await entries({ ...stack, description });
    expect(found.map((entry) => `${entry.dataset}: ${shape(entry)}, ${entry.kind}`)).toEqual([
      'Image:0: z2 y4 x5, volume', 'Image:1: t3 y4 x5, series', 'Image:2: y4 x5, image',
    ]); // prettier-ignore
    const source = await TIFF.open(host, found[0]!.path, 'Image:1');
    expect(await source.read({ start: [1, 0, 0], size: [1, 4, 5] })).toEqual(page(4));
    await source.close();
  });

  test('planes lie where TiffData says', async () => {
    const places = [4, 2, 0].map(
      (ifd, z) => `<TiffData FirstZ="${z}" IFD="${ifd}" PlaneCount="1"><UUID FileName="old.tif">urn:uuid:own</UUID></TiffData>`,
    );
    const description = ome(pixels('DimensionOrder="XYZCT" SizeZ="3" SizeC="1" SizeT="1"', places.join('')));
    const [found] = await entries({ ...stack, description });
    expect(shape(found!)).toBe('z3 y4 x5');
    const source = await openSource(host, found!.path);
    expect(await source.read({ start: [0, 0, 0], size: [1, 4, 5] })).toEqual(page(5));
    await source.close();
  });

  test.each([
    ['slice distance in another unit', physical('PhysicalSizeZ="0.02" PhysicalSizeZUnit="µm"'), [], [2e-8, 1e-8, 1e-8], 'different units'],
    ['no slice distance', physical(''), [], null, 'no slice distance'],
    ['agreeing resolution tags', physical('PhysicalSizeZ="10" PhysicalSizeZUnit="nm"'), resolution(1e6, 1e6, 3), [1e-8, 1e-8, 1e-8], ''],
    [
      'other resolution tags',
      physical('PhysicalSizeZ="10" PhysicalSizeZUnit="nm"'),
      resolution(2e6, 2e6, 3),
      [1e-8, 1e-8, 1e-8],
      'contradict',
    ],
    ['no unit is micrometres', 'PhysicalSizeX="1" PhysicalSizeY="1" PhysicalSizeZ="2"', [], [2e-6, 1e-6, 1e-6], ''],
    ['pixels are no length', physical('PhysicalSizeZ="10" PhysicalSizeZUnit="pixel"', 'pixel'), [], null, ''],
    ['another type', 'Type="uint16"', [], null, 'uint16'],
  ])('%s', async (_title, attributes, extra, metres, warning) => {
    const text = ome(pixels(`DimensionOrder="XYZCT" SizeZ="6" SizeC="1" SizeT="1" ${attributes}`)).replace(
      attributes.startsWith('Type') ? 'Type="uint8"' : '\0',
      '',
    );
    const path = join(folder, `f${files++}.tif`);
    writeFileSync(path, buildTiff({ ...stack, description: text, extra: extra as NonNullable<TiffSpec['extra']> }));
    const source = await openSource(host, path);
    const { spacing } = source.info.calibration;
    if (metres === null) expect(spacing).toBeNull();
    else metres.forEach((v, i) => expect(spacing![i]! / v).toBeCloseTo(1, 9));
    if (warning === '') expect(source.info.warnings).toEqual([]);
    else expect(source.info.warnings.join()).toContain(warning);
    await source.close();
  });

  test('metadata of another size or with missing planes are not used, and that is told', async () => {
    const small = await entries({
      ...stack,
      description: ome(pixels('DimensionOrder="XYZCT" SizeZ="6" SizeC="1" SizeT="1"')).replace('SizeX="5"', 'SizeX="9"'),
    });
    expect([shape(small[0]!), small[0]!.warnings.join()]).toEqual(['z6 y4 x5', expect.stringContaining('9 x 4')]);
    const long = await entries({ ...stack, description: ome(pixels('DimensionOrder="XYZCT" SizeZ="9" SizeC="1" SizeT="1"')) });
    expect([shape(long[0]!), long[0]!.warnings.join()]).toEqual(['z6 y4 x5', expect.stringContaining('9 planes')]);
  });

  test('a set of files in another order of axes opens whole from each', async () => {
    const place = join(folder, 'set');
    mkdirSync(place);
    const data = ['a', 'b', 'c'].map(
      (name, c) =>
        `<TiffData FirstC="${c}" FirstT="0" IFD="0" PlaneCount="2"><UUID FileName="${name}.ome.tif">urn:uuid:${name}</UUID></TiffData>`,
    );
    const channels = ['Li', 'SEI', 'void'].map((name) => `<Channel SamplesPerPixel="1" Name="${name}"/>`);
    const inside = [...channels, ...data].join('');
    ['a', 'b', 'c'].forEach((name, c) => {
      const description = ome(pixels('DimensionOrder="XYTCZ" SizeZ="1" SizeC="3" SizeT="2"', inside)).replace(
        'urn:uuid:own',
        `urn:uuid:${name}`,
      );
      writeFileSync(join(place, `${name}.ome.tif`), buildTiff({ ...stack, pages: [page(2 * c), page(2 * c + 1)], description }));
    });
    for (const name of ['a', 'b', 'c']) {
      const source = await openSource(host, join(place, `${name}.ome.tif`));
      expect(source.info.axes.map((axis) => axis.name + axis.size).join(' ')).toBe('t2 c3 y4 x5');
      expect(source.info.channels?.map((channel) => channel.name)).toEqual(['Li', 'SEI', 'void']);
      expect(await source.read({ start: [1, 2, 0, 0], size: [1, 1, 4, 5] })).toEqual(page(5));
      expect(await source.read({ start: [0, 1, 0, 0], size: [1, 1, 4, 5] })).toEqual(page(2));
      await source.close();
    }
  });
});

describe('pages without metadata', () => {
  test('a palette is told, colours are named, complex numbers and volumes of pages are refused', async () => {
    const [palette] = await entries({ ...single, photometric: 3 });
    expect(palette!.warnings.join()).toContain('palette of 256 colours');
    const [colour] = await entries({ ...single, samples: 4, pages: [page(1, 80)], photometric: 2, extra: [[338, 3, [2]]] });
    expect(colour!.channels?.map((channel) => channel.name)).toEqual(['red', 'green', 'blue', 'alpha']);
    const path = join(folder, 'complex.tif');
    writeFileSync(path, buildTiff({ ...single, size: 8, format: 6, pages: [page(1, 160)] }));
    const [complex] = await inspectPath(host, path);
    expect('error' in complex! ? complex.error.message : '').toContain('64-bit complex samples');
  });

  test('reduced copies of a page are left out', async () => {
    const bytes = buildTiff({ ...single, pages: [page(1), page(2)], extra: [[254, 4, [0]]] });
    const view = new DataView(bytes.buffer);
    const first = view.getUint32(4, true);
    const second = view.getUint32(first + 2 + view.getUint16(first, true) * 12, true);
    view.setUint32(second + 10, 1, true);
    const path = join(folder, 'reduced.tif');
    writeFileSync(path, bytes);
    const found = await inspectPath(host, path);
    expect(found.map((entry) => ('axes' in entry ? shape(entry as VolumeEntry) : 'none'))).toEqual(['y4 x5']);
  });
});
