/** MRC files beyond the plain volume: colours, 4-bit values, tilt series, contradictions. */
import { describe, expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { fileFixture } from './file-fixture.js';
import { buildMrc, tiltHeader } from './samples/mrc.js';
import type { MrcSpec, TiltLayout } from './samples/mrc.js';

const { put, refused } = fileFixture('mrc');

async function inspect(name: string, spec: MrcSpec): Promise<VolumeEntry> {
  const [entry] = await inspectPath(host, put(name, buildMrc(spec)));
  if (entry === undefined || !('axes' in entry)) throw new Error(JSON.stringify(entry));
  return entry;
}

function text(entry: VolumeEntry): string {
  return `${entry.kind} ${entry.axes} ${entry.shape.join('x')} ${entry.dtype}`;
}

describe('MRC', () => {
  test('RGB keeps its colours last', async () => {
    expect(text(await inspect('c.mrc', { mode: 16 }))).toBe('volume zyxc 2x3x4x3 uint8');
    const bytes = buildMrc({ mode: 16 });
    const source = await openSource(host, put('c.mrc', bytes));
    expect([...(await source.read({ start: [1, 2, 1, 0], size: [1, 1, 2, 3] }))]).toEqual([
      ...bytes.subarray(1024 + 36 + 27, 1024 + 36 + 33),
    ]);
    await source.close();
  });

  test('4-bit values: the lower half first, rows on whole bytes', async () => {
    const bytes = buildMrc({ mode: 101, sizes: [5, 3, 2] });
    const source = await openSource(host, put('n.mrc', bytes));
    const expected: number[] = [];
    for (let row = 0; row < 6; row++)
      for (let x = 0; x < 5; x++) {
        const byte = bytes[1024 + row * 3 + Math.floor(x / 2)]!;
        expected.push(x % 2 === 0 ? byte % 16 : Math.floor(byte / 16));
      }
    expect(source.info.axes.map(({ name, size }) => name + size).join(' ')).toBe('z2 y3 x5');
    expect([...(await source.read({ start: [0, 0, 0], size: [2, 3, 5] }))]).toEqual(expected);
    expect([...(await source.read({ start: [1, 1, 1], size: [1, 2, 3] }))]).toEqual([21, 22, 23, 26, 27, 28].map((i) => expected[i]));
    await source.close();
  });

  test.each<TiltLayout>(['FEI1', 'FEI2', 'SERI', 'AGAR', ''])('tilts in an extended header of type "%s"', async (layout) => {
    const sizes = [4, 3, 5] as const;
    const tilted = await inspect('t.st', { sizes, spaceGroup: 0, ...tiltHeader(layout, [-60.5, -30, 0, 30, 60]) });
    expect(text(tilted)).toBe('projections tyx 5x3x4 int8');
    expect(tilted.warnings.join(' ')).toMatch(/-60\.5 to 60\.0 degrees/);
    const still = await inspect('t.st', { sizes, spaceGroup: 0, ...tiltHeader(layout, [10, 10, 10, 10, 10]) });
    expect(still.kind).toBe('series');
    const nonsense = await inspect('t.st', { sizes, ...tiltHeader(layout, [300, 0, 310, 0, 5]) });
    expect(nonsense.kind).toBe('volume');
  });

  test.each([
    ['symmetry operators', 'CCP4', new Uint8Array(160).fill(66)],
    ['noise', 'MRCO', new Uint8Array(160).fill(3)],
    ['a type without content', 'FEI1', new Uint8Array(8)],
  ])('an extended header of %s is skipped', async (_title, extendedType, extended) => {
    expect(text(await inspect('e.mrc', { extendedType, extended, extendedWords: [1, 2] }))).toBe('volume zyx 2x3x4 int8');
  });

  test.each<[string, string, MrcSpec, string, RegExp]>([
    ['a stack of images', 'a.mrcs', { spaceGroup: 0, intervals: [4, 3, 1] }, 'series tyx', /independent images/],
    ['a reconstruction with space group 0', 'a.rec', { spaceGroup: 0 }, 'volume zyx', /named \.rec/],
    ['the same name, one interval', 'a.rec', { spaceGroup: 0, intervals: [4, 3, 1] }, 'series tyx', /independent images/],
    ['a volume in one interval', 'a.mrc', { intervals: [4, 3, 1] }, 'volume zyx', /one interval/],
    ['a skewed cell', 'a.mrc', { angles: [90, 120, 90] }, 'volume zyx', /right angles/],
    ['bytes left over', 'a.mrc', { more: 7 }, 'volume zyx', /7 bytes more/],
    ['no slice distance', 'a.mrc', { cell: [4, 3, 0] }, 'volume zyx', /no slice distance/],
  ])('%s is told', async (_title, name, spec, expected, warning) => {
    const entry = await inspect(name, spec);
    expect(`${entry.kind} ${entry.axes}`).toBe(expected);
    expect(entry.warnings.join(' ')).toMatch(warning);
  });

  test('a wrong machine stamp yields to sizes that explain the file', async () => {
    const sizes = [256, 2, 1] as const;
    expect(text(await inspect('s.mrc', { sizes, stamp: 0x11 }))).toBe('image zyx 1x2x256 int8');
    expect(text(await inspect('s.mrc', { sizes, bigEndian: true, mode: 1, stamp: 0x44 }))).toBe('image zyx 1x2x256 int16');
  });

  test('an unknown voxel size of -10 stays unknown', async () => {
    expect((await inspect('f.mrc', { cell: [-40, -30, -20] })).spacing).toBeNull();
  });

  test.each([
    ['complex numbers', buildMrc({ mode: 4 }), /unsupported-format.*complex/],
    ['4-bit values with permuted axes', buildMrc({ mode: 101, map: [3, 1, 2] }), /unsupported-format.*permuted/],
    ['4-bit values cut short', buildMrc({ mode: 101 }).subarray(0, 1030), /corrupt-file.*promises/],
    ['volumes of uneven thickness', buildMrc({ sizes: [4, 3, 5], spaceGroup: 401, intervals: [4, 3, 2] }), /corrupt-file.*divide/],
    ['an absurd size', buildMrc({ sizes: [4, 3, 2] }).fill(0x7f, 0, 4), /(?:corrupt-file|unsupported-format)/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.mrc', bytes)).toMatch(message);
  });
});

describeShared('data/format-mrc/EMD-3001.map', 'a map with permuted axes', () => {
  test('the voxel size follows the axes', async () => {
    const [entry] = await inspectPath(host, sharedPath('data/format-mrc/EMD-3001.map'));
    if (entry === undefined || !('axes' in entry)) throw new Error('no volume');
    expect(entry.spacing).toMatchObject({ value: [0.45875, 0.3925, 0.44825].map((v) => expect.closeTo(v, 5)), unit: 'A' });
  });
});
