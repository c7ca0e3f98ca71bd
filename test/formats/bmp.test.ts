/** Windows bitmaps: every depth, both row orders, stored values, and refusals by name. */
import { expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { bmp, BMP_SAMPLES } from './samples/bmp.js';

const { put, refused } = fileFixture('bmp');

async function valuesOf(name: string, bytes: Uint8Array): Promise<{ axes: string; values: number[]; warnings: readonly string[] }> {
  const source = await openSource(host, put(name, bytes));
  try {
    const { axes, warnings } = source.info;
    const size = axes.map((axis) => axis.size);
    return {
      axes: axes.map((axis) => `${axis.name}${axis.size}`).join(' '),
      values: [...(await source.read({ start: size.map(() => 0), size }))],
      warnings,
    };
  } finally {
    await source.close();
  }
}

const grey = [Uint8Array.of(10, 20, 30), Uint8Array.of(40, 50, 60)];

test('rows run upwards, or downwards with a negative height; padding is left out', async () => {
  const up = await valuesOf('up.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey }));
  expect(up).toEqual({ axes: 'y2 x3', values: [40, 50, 60, 10, 20, 30], warnings: [] });
  const down = await valuesOf('down.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey, topDown: true, described: 124 }));
  expect(down.values).toEqual([10, 20, 30, 40, 50, 60]);
});

test('4 and 1 bits keep their places; a palette of colours is told', async () => {
  const four = { width: 3, height: 1, bits: 4, rows: [Uint8Array.of(0x1f, 0x70)] } as const;
  expect(await valuesOf('four.bmp', bmp(four))).toMatchObject({ values: [1, 15, 7], warnings: [] });
  const palette = Array.from({ length: 16 }, (_, i): [number, number, number] => [i, 255 - i, 0]);
  const told = await valuesOf('colours.bmp', bmp({ ...four, palette }));
  expect(told.values).toEqual([1, 15, 7]);
  expect(told.warnings.join()).toContain('palette of 16 colours');
  const one = await valuesOf(
    'one.bmp',
    bmp({ width: 10, height: 1, bits: 1, rows: [Uint8Array.of(0b10110000, 0b01000000)], described: 12 }),
  );
  expect(one).toMatchObject({ values: [1, 0, 1, 1, 0, 0, 0, 0, 0, 1], warnings: [] });
});

test('colours come as red, green, blue; an unused fourth byte is left out, an alpha is kept', async () => {
  const three = await valuesOf('three.bmp', bmp({ width: 1, height: 1, bits: 24, rows: [Uint8Array.of(1, 2, 3)] }));
  expect(three).toMatchObject({ axes: 'y1 x1 c3', values: [3, 2, 1] });
  const pixel = { width: 1, height: 1, bits: 32, rows: [Uint8Array.of(1, 2, 3, 4)] } as const;
  expect((await valuesOf('four32.bmp', bmp(pixel))).values).toEqual([3, 2, 1]);
  const masks = [0xff, 0xff00, 0xff0000];
  expect((await valuesOf('masks.bmp', bmp({ ...pixel, compression: 3, masks }))).values).toEqual([1, 2, 3]);
  const alpha = bmp({ ...pixel, described: 108, compression: 3, masks: [...masks, 0xff000000] });
  expect(await valuesOf('alpha.bmp', alpha)).toMatchObject({ axes: 'y1 x1 c4', values: [1, 2, 3, 4] });
});

test.each([
  ['rle.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey, compression: 1 }), /unsupported-format.*RLE8/],
  ['packed.bmp', bmp({ width: 1, height: 1, bits: 16, rows: [Uint8Array.of(1, 2)] }), /unsupported-format.*16-bit packed/],
  ['cut.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey }).subarray(0, -3), /corrupt-file.*promises 8 bytes/],
  ['head.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey }).subarray(0, 30), /corrupt-file.*ends inside its BMP header/],
  ['large.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey }).fill(0x7f, 18, 22), /1 GiB|damaged/],
  ['none.bmp', bmp({ width: 3, height: 2, bits: 8, rows: grey }).fill(0, 18, 22), /corrupt-file.*impossible size 0 x 2/],
])('%s is refused by name', async (name, bytes, expected) => {
  expect(await refused(name, bytes)).toMatch(expected);
});

test('every sample opens as a picture', async () => {
  for (const { name, bytes } of BMP_SAMPLES) {
    const [entry] = await inspectPath(host, put(`sample-${name}`, bytes));
    expect(entry).toMatchObject({ format: 'picture', kind: 'image', dtype: 'uint8' });
  }
});
