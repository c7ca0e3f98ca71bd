/** NRRD, MetaImage and NIfTI: units, other encodings, and data in files beside the header. */
import { expect, test } from 'vitest';
import { openSource } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { buildNifti, META_HEADER, NRRD_HEADER } from './samples/headers.js';

const { put, refused } = fileFixture('headers');
const samples = Int16Array.from({ length: 60 }, (_, i) => i * 501 - 9000);
const bytes = new Uint8Array(samples.buffer);
const slices = [0, 1, 2].map((z) => put(`s${z}.raw`, bytes.subarray(z * 40, z * 40 + 40)).replace(/.*\//, ''));

async function whole(path: string) {
  const source = await openSource(host, path);
  const { info } = source;
  const data = await source.read({ start: info.axes.map(() => 0), size: info.axes.map((axis) => axis.size) });
  const plane = await source.read({ start: [1, 1, 0], size: [2, 1, 5] });
  await source.close();
  expect([...data]).toEqual([...samples]);
  expect([...plane]).toEqual([...samples.subarray(25, 30), ...samples.subarray(45, 50)]);
  return info;
}

test('a micrometre in UTF-8 and in Latin-1', async () => {
  const text = `${NRRD_HEADER}space dimension: 3\nspace units: "µm" "µm" "µm"\nspace directions: (0.5,0,0) (0,1,0) (0,0,2)\nencoding: hex\n\n${Buffer.from(bytes).toString('hex')}`;
  for (const encoding of ['utf8', 'latin1'] as const)
    expect((await whole(put(`unit-${encoding}.nrrd`, Buffer.from(text, encoding)))).calibration.spacing).toEqual(
      [2e-6, 1e-6, 0.5e-6].map((v) => expect.closeTo(v, 15)),
    );
});

test('an unknown spacing leaves the voxel size unknown', async () => {
  const path = put(
    'nan.nrrd',
    Buffer.concat([Buffer.from(`${NRRD_HEADER}spacings: 1 2 NaN\nunits: "mm" "mm" "mm"\nencoding: raw\n\n`), bytes]),
  );
  expect((await whole(path)).calibration.spacing).toBeNull();
});

test('lists and numbered patterns of files', async () => {
  await whole(put('list.nhdr', `${NRRD_HEADER}encoding: raw\ndata file: LIST\n${slices.join('\n')}\n`));
  await whole(put('pattern.nhdr', `${NRRD_HEADER}encoding: raw\ndata file: s%d.raw 0 2 1\n`));
  const info = await whole(put('list.mhd', `${META_HEADER}ElementDataFile = LIST\n${slices.join('\n')}\n`));
  expect(info.calibration.spacing).toEqual([2e-3, 1e-3, 0.5e-3]);
  const named = await whole(put('pattern.mhd', `${META_HEADER}DistanceUnits = um\nElementDataFile = s%1d.raw 0 2 1\n`));
  expect(named.calibration.spacing?.[0]).toBeCloseTo(2e-6, 15);
  expect(await refused('missing.mhd', `${META_HEADER}ElementDataFile = s%d.raw 0 5 2\n`)).toMatch(/^corrupt-file: .*s4\.raw/);
  expect(await refused('outside.nhdr', `${NRRD_HEADER}encoding: raw\ndata file: LIST\n../a\n../b\n../c\n`)).toMatch(/^outside-folder: /);
  expect(await refused('many.nhdr', `${NRRD_HEADER}encoding: raw\ndata file: s%d.raw 0 99999999 1\n`)).toMatch(/^corrupt-file: /);
});

test('a NIfTI pair is opened by its header', async () => {
  put('pair.img', bytes);
  const info = await whole(put('pair.hdr', buildNifti('ni1', new Uint8Array())));
  expect(info.calibration.spacing?.[0]).toBeCloseTo(2e-6, 15);
  expect(info.valueScale).toEqual({ slope: 2, intercept: 0 });
  expect(await refused('alone.hdr', buildNifti('ni1', new Uint8Array()))).toMatch(/"alone\.img" is not beside it/);
});
