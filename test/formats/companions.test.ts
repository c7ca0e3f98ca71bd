/** Files that are found by, or need, another beside them; and small variants that real writers make. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detectFormat, inspectPath } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { joined } from './file-fixture.js';
import { buildNifti, NRRD_HEADER } from './samples/headers.js';

const folder = scratchFolder('companions');
const values = Uint8Array.from({ length: 120 }, (_, i) => (i * 7) % 251);

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a link into a folder whose name begins alike is refused', async () => {
  mkdirSync(join(folder, 'vol'));
  mkdirSync(join(folder, 'vol-other'));
  write('vol-other/x.raw', values);
  symlinkSync(join(folder, 'vol-other/x.raw'), join(folder, 'vol/x.raw'));
  const header = write('vol/x.nhdr', `${NRRD_HEADER}encoding: raw\ndata file: x.raw\n`);
  expect(await inspectPath(host, header)).toMatchObject([{ error: { code: 'outside-folder' } }]);
});

test('a NIfTI pair opens by either file with the same values', async () => {
  const header = write('pair.hdr', buildNifti('ni1', new Uint8Array(0)));
  const image = write('pair.img', values);
  const [[a], [b]] = [await inspectPath(host, header), await inspectPath(host, image)];
  expect(b).toEqual({ ...a, path: image });
  expect(b).toMatchObject({ format: 'nifti', shape: [3, 4, 5] });
});

test('the type names of 64-bit NRRD, text of 64 bits, and arrays of channels of MetaImage are read', async () => {
  const wide = write(
    'wide.nrrd',
    'NRRD0004\ntype: unsigned long long int\ndimension: 2\nsizes: 2 2\nendian: little\nencoding: ascii\n\n1 2 3 9007199254740991\n',
  );
  expect(await inspectPath(host, wide)).toMatchObject([{ dtype: 'uint64', shape: [2, 2] }]);
  const head = 'NDims = 3\nDimSize = 5 4 3\nElementNumberOfChannels = 2\nElementType = MET_UCHAR_ARRAY\nElementDataFile = LOCAL\n';
  const channels = write('channels.mha', joined(head, values));
  expect(await inspectPath(host, channels)).toMatchObject([{ axes: 'zyxc', shape: [3, 4, 5, 2] }]);
});

test('the voxel size beside raw samples is that of the volume', async () => {
  const path = write('voxel.raw', values);
  write('voxel.raw.json', '{"raw": {"shape": [3, 4, 5], "dtype": "uint16"}, "voxel": "650nm"}');
  expect(await inspectPath(host, path)).toMatchObject([
    { spacing: { value: [650, 650, 650], unit: 'nm', source: 'voxel of voxel.raw.json' } },
  ]);
});

test('a table with a byte order mark and semicolons is a table', async () => {
  const path = write('excel.csv', '\uFEFFx;y;z\r\n1;2;3\r\n4;5;6\r\n');
  expect((await detectFormat(host, path)).id).toBe('csv');
  expect(await inspectPath(host, path)).toMatchObject([{ kind: 'particles', points: 2 }]);
});

test('a VASP trajectory of several frames is refused, one frame is read', async () => {
  const one = 'Li\n1.0\n5 0 0\n0 5 0\n0 0 5\nLi\n1\nDirect configuration=     1\n0.1 0.2 0.3\n';
  expect(await inspectPath(host, write('one.vasp', one))).toMatchObject([{ points: 1 }]);
  const two = write('XDATCAR', `${one}Direct configuration=     2\n0.2 0.2 0.3\n`);
  expect(await inspectPath(host, two)).toMatchObject([{ error: { code: 'unsupported-format' } }]);
});
