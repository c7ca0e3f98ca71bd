/** Compound files of X-ray microscopes: chains, small streams, what the images are, and what is refused. */
import { describe, expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { buildOle, buildTxrm, imageBytes } from './samples/txrm.js';
import type { TxrmSpec } from './samples/txrm.js';

const { put, refused } = fileFixture('txrm');

async function summary(name: string, spec: TxrmSpec): Promise<string> {
  const [entry] = await inspectPath(host, put(name, buildTxrm(spec)));
  if (entry === undefined || !('axes' in entry)) throw new Error(JSON.stringify(entry));
  return `${entry.kind} ${entry.axes} ${entry.shape.join('x')} ${entry.dtype}`;
}

describe('X-ray microscope files', () => {
  test.each<[string, TxrmSpec]>([
    ['in short streams', {}],
    ['in long streams', { width: 60, height: 50, dataType: 10 }],
    ['scattered over the file', { width: 60, height: 50, scattered: true }],
    ['in large sectors', { width: 60, height: 50, sector: 4096 }],
    ['in large sectors, scattered', { width: 90, height: 90, sector: 4096, scattered: true, images: 3 }],
  ])('images %s', async (_title, spec) => {
    const source = await openSource(host, put('a.xrm', buildTxrm(spec)));
    const { width = 5, height = 4, images = 1 } = spec;
    const wanted = Array.from({ length: images }, (_, k) => imageBytes(spec, k));
    const lead = images > 1 ? [images] : [];
    const data = await source.read({ start: [...lead.map(() => 0), 0, 0], size: [...lead, height, width] });
    expect(Buffer.concat(wanted).equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength))).toBe(true);
    const box = await source.read({ start: [...lead.map(() => 0), 1, 2], size: [...lead.map(() => 1), 2, 3] });
    expect([...box]).toEqual([...data.subarray(width + 2, width + 5), ...data.subarray(2 * width + 2, 2 * width + 5)]);
    await source.close();
  });

  test('more than a hundred images, and a table that needs a list of its own', async () => {
    const spec = { width: 80, height: 64, images: 720 };
    const source = await openSource(host, put('many.txrm', buildTxrm({ ...spec, angles: Array.from({ length: 720 }, (_, i) => i / 2) })));
    const data = await source.read({ start: [719, 0, 0], size: [1, 64, 80] });
    expect(Buffer.from(data.buffer, data.byteOffset, data.byteLength).equals(Buffer.from(imageBytes(spec, 719)))).toBe(true);
    await source.close();
  });

  const mode = (value: number): Readonly<Record<string, Uint8Array>> => ({
    'ImageInfo/AcquisitionMode': Uint8Array.from([value, 0, 0, 0]),
  });
  const settings = { 'ReconSettings/CenterShift': new Uint8Array(4) };
  test.each<[string, string, TxrmSpec, string]>([
    ['one image', 'a.xrm', {}, 'image yx 4x5 uint16'],
    ['angles that differ', 'a.txrm', { images: 3, angles: [-45, 0, 45] }, 'projections tyx 3x4x5 uint16'],
    ['angles that differ, whatever the name', 'a.txm', { images: 3, angles: [-45, 0, 45] }, 'projections tyx 3x4x5 uint16'],
    ['the mode of a reconstruction', 'a.bin', { images: 3, angles: [-45, 0, 45], more: mode(10) }, 'volume zyx 3x4x5 uint16'],
    ['another mode', 'a.bin', { images: 3, more: mode(0) }, 'series tyx 3x4x5 uint16'],
    ['projections with settings for later', 'a.txrm', { images: 3, angles: [0, 5, 10], more: settings }, 'projections tyx 3x4x5 uint16'],
    ['a volume with settings, angles left in', 'a.txm', { images: 3, angles: [-45, 0, 45], more: settings }, 'volume zyx 3x4x5 uint16'],
    ['a volume by its name', 'a.txm', { images: 3, dataType: 10 }, 'volume zyx 3x4x5 float32'],
    ['a volume by its name, one angle', 'a.TXM', { images: 3, angles: [0, 0, 0] }, 'volume zyx 3x4x5 uint16'],
    ['projections by their name', 'a.txrm', { images: 3 }, 'projections tyx 3x4x5 uint16'],
    ['repeated images', 'a.xrm', { images: 3, angles: [5, 5, 5], dataType: 3 }, 'series tyx 3x4x5 uint8'],
    ['images that are missing', 'a.txrm', { images: 5, stored: 2, angles: [1, 2, 3, 4, 5] }, 'projections tyx 2x4x5 uint16'],
  ])('%s', async (_title, name, spec, expected) => {
    expect(await summary(name, spec)).toBe(expected);
  });

  test('the pixel size is in micrometres and cubic in a volume, unknown when zero', async () => {
    const volume = await openSource(host, put('v.txm', buildTxrm({ images: 2 })));
    expect(volume.info.calibration).toMatchObject({ spacing: [0.5e-6, 0.5e-6, 0.5e-6], unit: 'um' });
    await volume.close();
    const unknown = await openSource(host, put('u.txm', buildTxrm({ pixel: 0, images: 2 })));
    expect(unknown.info.calibration.spacing).toBeNull();
    await unknown.close();
  });

  test('missing images and a misleading name are told', async () => {
    const path = put('w.txm', buildTxrm({ images: 4, stored: 3, angles: [1, 2, 3, 4] }));
    const [entry] = await inspectPath(host, path);
    expect(entry !== undefined && 'warnings' in entry ? entry.warnings.join(' ') : '').toMatch(/promises 4 .* holds 3.*projections/);
  });

  const long = buildTxrm({ width: 60, height: 50 });
  const changed = (at: number, value: number): Uint8Array => {
    const out = Uint8Array.from(long);
    new DataView(out.buffer).setUint32(at, value, true);
    return out;
  };
  /** the sector of the table of a small file, and where the image begins in it */
  const table = (new DataView(long.buffer).getUint32(76, true) + 1) * 512;

  test.each([
    ['a document of another kind', buildOle({ streams: { WordDocument: new Uint8Array(5000) } }), /unsupported-format.*X-ray/],
    ['an unknown data type', buildTxrm({ dataType: 99 }), /unsupported-format.*data type 99/],
    ['an absurd image', buildTxrm({ width: 2 ** 30, height: 2 ** 30, stored: 0 }), /corrupt-file/],
    ['a negative width', buildTxrm({ width: -5, stored: 0 }), /corrupt-file.*impossible/],
    ['no images', buildTxrm({ images: 0 }), /corrupt-file.*0 images/],
    ['images that are all missing', buildTxrm({ images: 3, stored: 0 }), /corrupt-file.*no image/],
    ['an image that is too short', buildTxrm({ more: { 'ImageData1/Image1': new Uint8Array(30) }, stored: 0 }), /corrupt-file.*30 bytes/],
    ['a cut file', long.subarray(0, 4000), /corrupt-file/],
    ['a header alone', long.subarray(0, 600), /corrupt-file/],
    ['a loop in a chain', changed(table + 4, 0), /corrupt-file.*comes back/],
    ['a chain that leaves the file', changed(table + 4, 0x00ffffff), /corrupt-file.*outside/],
    ['a chain that ends early', changed(table + 4, 0xfffffffe), /corrupt-file.*ends after/],
    ['sectors of no size', changed(30, 0), /corrupt-file.*sectors/],
    ['another limit of short streams', changed(56, 0xfffffff0), /corrupt-file.*short/],
    ['countless tables', changed(44, 0xfffffff0), /corrupt-file.*tables/],
    ['a directory outside', changed(48, 0x00fffff0), /corrupt-file/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.xrm', bytes)).toMatch(message);
  });
});
