/** MRC, NRRD, MetaImage and NIfTI built by hand: what headers can say, and what must be refused. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';

const folder = scratchFolder('formats');

interface MrcSpec {
  sizes?: [number, number, number];
  mode?: number;
  spaceGroup?: number;
  intervals?: [number, number, number];
  cell?: [number, number, number];
  map?: [number, number, number];
  imod?: boolean;
  magic?: boolean;
  bigEndian?: boolean;
  extended?: number;
  bytesPerSample?: number;
}

/** A header with the sample index as data. */
function mrc(spec: MrcSpec = {}): Uint8Array {
  const { sizes = [4, 3, 2], mode = 0, bigEndian = false, extended = 0, bytesPerSample = 1 } = spec;
  const count = sizes[0] * sizes[1] * sizes[2];
  const view = new DataView(new ArrayBuffer(1024 + extended + count * bytesPerSample));
  const little = !bigEndian;
  sizes.forEach((n, i) => view.setInt32(i * 4, n, little));
  view.setInt32(12, mode, little);
  (spec.intervals ?? sizes).forEach((n, i) => view.setInt32(28 + i * 4, n, little));
  (spec.cell ?? [0, 0, 0]).forEach((v, i) => view.setFloat32(40 + i * 4, v, little));
  (spec.map ?? [1, 2, 3]).forEach((n, i) => view.setInt32(64 + i * 4, n, little));
  view.setInt32(88, spec.spaceGroup ?? 1, little);
  view.setInt32(92, extended, little);
  if (spec.imod) view.setInt32(152, 1146047817, little);
  if (spec.magic !== false) new Uint8Array(view.buffer).set(new TextEncoder().encode('MAP '), 208);
  view.setUint8(212, bigEndian ? 0x11 : 0x44);
  for (let i = 0; i < count; i++) {
    const at = 1024 + extended + i * bytesPerSample;
    if (bytesPerSample === 1) view.setUint8(at, i);
    else view.setUint16(at, i, little);
  }
  return new Uint8Array(view.buffer);
}

async function openBytes(name: string, bytes: Uint8Array | string): ReturnType<typeof openSource> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return openSource(host, path);
}

function axesText(axes: readonly { name: string; size: number }[]): string {
  return axes.map((axis) => axis.name + axis.size).join(' ');
}

async function codeOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const [entry] = await inspectPath(host, path);
  return 'error' in entry! ? entry.error.code : 'read';
}

describe('MRC', () => {
  test.each<[string, MrcSpec, string, string, string]>([
    ['a volume', {}, 'z2 y3 x4', 'volume', 'int8'],
    ['a stack of images', { spaceGroup: 0 }, 't2 y3 x4', 'series', 'int8'],
    ['one image', { sizes: [4, 3, 1], spaceGroup: 0 }, 'z1 y3 x4', 'image', 'int8'],
    ['a stack of volumes', { sizes: [4, 3, 6], spaceGroup: 401, intervals: [4, 3, 2] }, 't3 z2 y3 x4', 'volume', 'int8'],
    ['bytes without a sign by IMOD', { imod: true }, 'z2 y3 x4', 'volume', 'uint8'],
    ['big-endian uint16', { mode: 6, bytesPerSample: 2, bigEndian: true, extended: 32 }, 'z2 y3 x4', 'volume', 'uint16'],
    ['float16', { mode: 12, bytesPerSample: 2 }, 'z2 y3 x4', 'volume', 'float16'],
    ['no magic', { magic: false }, 'z2 y3 x4', 'volume', 'int8'],
  ])('%s', async (_title, spec, axes, kind, stored) => {
    const source = await openBytes('a.mrc', mrc(spec));
    expect(axesText(source.info.axes)).toBe(axes);
    expect([source.info.kind, source.info.storedDtype]).toEqual([kind, stored]);
    await source.close();
  });

  test('permuted axes are turned, boxes too', async () => {
    // columns are z, rows are x, sections are y
    const source = await openBytes('p.mrc', mrc({ map: [3, 1, 2], cell: [9, 8, 8], intervals: [3, 2, 4] }));
    expect(axesText(source.info.axes)).toBe('z4 y2 x3');
    expect([...(await source.read({ start: [1, 0, 0], size: [2, 2, 3] }))]).toEqual([1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22]);
    expect(source.info.calibration.spacing!.map((v) => v * 1e10)).toEqual([2, 4, 3].map((v) => expect.closeTo(v, 9)));
    await source.close();
  });

  test('a voxel size of zero or below is unknown', async () => {
    const source = await openBytes('z.mrc', mrc({ cell: [-40, -30, -20] }));
    expect(source.info.calibration.spacing).toBeNull();
    await source.close();
  });

  test.each([
    ['complex numbers', mrc({ mode: 4, bytesPerSample: 8 }), 'unsupported-format'],
    ['cut short', mrc().subarray(0, 1040), 'corrupt-file'],
    ['a gzip that is cut short', gzipSync(mrc()).subarray(0, 60), 'corrupt-file'],
    ['half a header', mrc().subarray(0, 700), 'corrupt-file'],
  ])('%s is refused', async (_title, bytes, code) => {
    expect(await codeOf('bad.mrc', bytes)).toBe(code);
  });
});

describe('NRRD and MetaImage', () => {
  const nrrd = (lines: string[], data: string | Uint8Array = ''): Uint8Array =>
    Uint8Array.from([
      ...new TextEncoder().encode(['NRRD0004', ...lines, '', ''].join('\n')),
      ...(typeof data === 'string' ? new TextEncoder().encode(data) : data),
    ]);
  const cube = ['type: uint8', 'dimension: 3', 'sizes: 3 2 2', 'encoding: raw'];
  const twelve = Uint8Array.from({ length: 12 }, (_, i) => i);

  test('units of space are read', async () => {
    const source = await openBytes('u.nrrd', nrrd([...cube, 'spacings: 1 2 3', 'units: "um" "um" "um"'], twelve));
    expect(source.info.calibration.spacing!.map((v) => v * 1e6)).toEqual([3, 2, 1].map((v) => expect.closeTo(v, 9)));
    await source.close();
  });

  test('samples side by side come last', async () => {
    const source = await openBytes(
      'c.nrrd',
      nrrd(['type: uint8', 'dimension: 3', 'sizes: 3 2 2', 'kinds: RGB-color domain domain', 'encoding: raw'], twelve),
    );
    expect(axesText(source.info.axes)).toBe('y2 x2 c3');
    await source.close();
  });

  test.each([
    ['raw data that end early', nrrd(cube, twelve.subarray(1)), 'corrupt-file'],
    ['bzip2', nrrd([...cube.slice(0, 3), 'encoding: bzip2'], twelve), 'unsupported-compression'],
    ['a gzip bomb', nrrd([...cube.slice(0, 3), 'encoding: gzip'], gzipSync(new Uint8Array(50e6))), 'corrupt-file'],
    ['a huge claim', nrrd(['type: uint8', 'dimension: 3', 'sizes: 100000 100000 100000', 'encoding: raw'], twelve), 'corrupt-file'],
    ['a data file elsewhere', nrrd([...cube, 'data file: ../../etc/passwd']), 'outside-folder'],
    ['a data file that is missing', nrrd([...cube, 'data file: none.raw']), 'corrupt-file'],
    ['text that is too short', nrrd([...cube.slice(0, 3), 'encoding: ascii'], '1 2 3 4 5 6 7 8 9 10 11'), 'corrupt-file'],
    ['no sizes', nrrd(['type: uint8', 'dimension: 3', 'encoding: raw'], twelve), 'corrupt-file'],
  ])('%s is refused', async (_title, bytes, code) => {
    expect(await codeOf('bad.nrrd', bytes)).toBe(code);
  });

  test('a link out of the folder is refused', async () => {
    symlinkSync('/etc/hostname', join(folder, 'link.raw'));
    expect(await codeOf('link.mhd', 'NDims = 2\nDimSize = 2 2\nElementType = MET_UCHAR\nElementDataFile = link.raw\n')).toBe(
      'outside-folder',
    );
  });

  test('MetaImage spacing counts as millimetres', async () => {
    const header =
      'ObjectType = Image\nNDims = 3\nDimSize = 3 2 2\nElementSpacing = 1 2 3\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n';
    const source = await openBytes('m.mha', Uint8Array.from([...new TextEncoder().encode(header), ...twelve]));
    expect(source.info.calibration.spacing).toEqual([0.003, 0.002, 0.001]);
    expect([...(await source.read({ start: [1, 1, 0], size: [1, 1, 3] }))]).toEqual([9, 10, 11]);
    await source.close();
  });
});

describe('NIfTI', () => {
  function nifti(dims: number[], type: number, bits: number, slope = 0): Uint8Array {
    const count = dims.reduce((a, b) => a * b, 1);
    const view = new DataView(new ArrayBuffer(352 + (count * bits) / 8));
    view.setInt32(0, 348, true);
    [dims.length, ...dims].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
    view.setInt16(70, type, true);
    [1, 2, 3, 4].forEach((v, i) => view.setFloat32(80 + 4 * i, v, true));
    view.setFloat32(108, 352, true);
    view.setFloat32(112, slope, true);
    view.setUint8(123, 3);
    new Uint8Array(view.buffer).set(new TextEncoder().encode('n+1'), 344);
    for (let i = 0; i < count; i++) view.setUint8(352 + (i * bits) / 8, i);
    return new Uint8Array(view.buffer);
  }

  test('units, slope and times', async () => {
    const source = await openBytes('a.nii', nifti([4, 3, 2, 5], 2, 8, 0.5));
    expect(axesText(source.info.axes)).toBe('t5 z2 y3 x4');
    expect(source.info.calibration.spacing!.map((v) => v * 1e6)).toEqual([3, 2, 1].map((v) => expect.closeTo(v, 9)));
    expect(source.info.valueScale).toEqual({ slope: 0.5, intercept: 0 });
    await source.close();
  });

  test('components come before space', async () => {
    const source = await openBytes('c.nii.gz', gzipSync(nifti([4, 3, 2, 1, 3], 2, 8)));
    expect(axesText(source.info.axes)).toBe('c3 z2 y3 x4');
    expect([...(await source.read({ start: [2, 0, 0, 0], size: [1, 1, 1, 4] }))]).toEqual([48, 49, 50, 51]);
    await source.close();
  });

  test('refusals', async () => {
    expect(await codeOf('x.nii', nifti([4, 3, 2], 32, 64))).toBe('unsupported-format');
    expect(await codeOf('x.nii', nifti([4, 3, 2], 2, 8).subarray(0, 360))).toBe('corrupt-file');
  });
});

describe('what is told', () => {
  test('an entry has exactly the public fields', async () => {
    const path = join(folder, 'e.mrc');
    writeFileSync(path, mrc({ cell: [4, 3, 2] }));
    const [entry] = (await inspectPath(host, path)) as VolumeEntry[];
    expect(entry).toEqual({
      path,
      format: 'mrc',
      kind: 'volume',
      axes: 'zyx',
      shape: [2, 3, 4],
      dtype: 'int8',
      spacing: { value: [1, 1, 1], unit: 'A', source: expect.any(String) },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      warnings: [],
    });
  });

  test('a missing file, and formats that are recognised and refused', async () => {
    const [missing] = await inspectPath(host, join(folder, 'nowhere.tif'));
    expect(missing).toMatchObject({ error: { code: 'not-found' } });
    expect(await codeOf('a.pdf', '%PDF-1.7 something')).toBe('unsupported-format');
    expect(await codeOf('a.tif', 'PK\u0003\u0004 a zip with a wrong name')).toBe('unsupported-format');
  });
});
