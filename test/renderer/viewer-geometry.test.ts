import { describe, expect, test } from 'vitest';
import { fitCamera, panBy, paneView, toPixel, toPlane, zoomAt } from '../../renderer/viewer/camera.js';
import { grayMap, grayOf } from '../../renderer/viewer/gray.js';
import { clampVoxel, flatAxis, PLANES, planeShape, voxelAspect, voxelAt } from '../../renderer/viewer/planes.js';
import { lengthText, scaleBar, step125 } from '../../renderer/viewer/scale-bar.js';
import { stepRadius } from '../../renderer/viewer/view-store.js';

const geometry = { width: 600, height: 400, rows: 100, columns: 200, aspectRow: 2, aspectColumn: 1 };

describe('camera', () => {
  test('a fitted slice touches the nearer pair of borders', () => {
    const camera = fitCamera(geometry);
    const view = paneView(camera, geometry);
    expect(view.scaleY / view.scaleX).toBeCloseTo(2);
    expect(Math.max((200 * view.scaleX) / 600, (100 * view.scaleY) / 400)).toBeCloseTo(0.96);
  });

  test('the point under the pointer stays where it is while zooming', () => {
    const camera = { zoom: 1.5, row: 40, column: 77 };
    const before = toPlane(paneView(camera, geometry), 123, 45);
    const after = toPlane(paneView(zoomAt(camera, geometry, 123, 45, 2.5), geometry), 123, 45);
    expect(after.row).toBeCloseTo(before.row);
    expect(after.column).toBeCloseTo(before.column);
  });

  test('pixel and plane are inverse', () => {
    const view = paneView({ zoom: 3.1, row: 12.5, column: 30.25 }, geometry);
    const { x, y } = toPixel(view, 17.5, 4.25);
    expect(toPlane(view, x, y)).toEqual({ row: expect.closeTo(17.5) as number, column: expect.closeTo(4.25) as number });
  });

  test('panning cannot lose the slice', () => {
    expect(panBy({ zoom: 1, row: 50, column: 100 }, geometry, 1e6, -1e6)).toEqual({ zoom: 1, row: 100, column: 0 });
  });
});

describe('planes', () => {
  test('rows and columns are the remaining axes in z, y, x order', () => {
    expect(planeShape([2, 3, 4], 'z')).toEqual([3, 4]);
    expect(planeShape([2, 3, 4], 'y')).toEqual([2, 4]);
    expect(planeShape([2, 3, 4], 'x')).toEqual([2, 3]);
  });

  test.each(['z', 'y', 'x'] as const)('a voxel of the %s plane is where its slice, row and column say', (axis) => {
    const voxel = voxelAt(axis, 5, 6, 7);
    expect([voxel[PLANES[axis].normal], voxel[PLANES[axis].row], voxel[PLANES[axis].column]]).toEqual([5, 6, 7]);
  });

  test('aspect is relative to the shortest edge, a cube when unknown', () => {
    expect(voxelAspect([130e-9, 65e-9, 65e-9])).toEqual([2, 1, 1]);
    expect(voxelAspect(null)).toEqual([1, 1, 1]);
  });

  test('an image has one plane, a volume three', () => {
    expect([flatAxis([1, 5, 6]), flatAxis([4, 5, 1]), flatAxis([4, 5, 6]), flatAxis([1, 1, 6])]).toEqual(['z', 'x', null, null]);
  });

  test('the crosshair stays inside', () => {
    expect(clampVoxel([4, 5, 6], [-1, 4.6, 99])).toEqual([0, 4, 5]);
  });
});

describe('scale bar', () => {
  test.each([
    [1, 1],
    [1.99, 1],
    [2, 2],
    [4.9, 2],
    [5, 5],
    [99, 50],
    [0.012, 0.01],
    [1e-6, 1e-6],
  ])('the largest 1-2-5 step within %d is %d', (limit, step) => expect(step125(limit)).toBeCloseTo(step, 12));

  test('the bar is as long as it says', () => {
    // 65 nm voxels at 4 pixels each: 160 pixels are 2.6 um
    const bar = scaleBar(65e-9 / 4, 0.25, 160);
    expect(bar?.label).toBe('2 µm');
    expect(bar?.pixels).toBeCloseTo(2e-6 / (65e-9 / 4));
  });

  test('voxels are counted while their size is unknown', () => {
    expect(scaleBar(null, 0.25, 160)).toEqual({ label: '20 voxels', pixels: 80 });
    expect(scaleBar(null, 1 / 500, 160)?.label).toBe('1 voxel');
  });

  test.each([
    [2e-8, '20 nm'],
    [5e-7, '0.5 µm'],
    [2e-5, '20 µm'],
    [1e-3, '1 mm'],
  ])('%d m reads %s', (metres, text) => expect(lengthText(metres)).toBe(text));
});

describe('grey window', () => {
  test('low is black, high is white, the middle is in between', () => {
    const window = { low: 100, high: 300 };
    expect([50, 100, 200, 300, 999].map((value) => grayOf(value, window))).toEqual([0, 0, 128, 255, 255]);
  });

  test.each([
    ['uint8', Uint8Array.of(0, 128, 255)],
    ['int8', Int8Array.of(-128, 0, 127)],
    ['uint16', Uint16Array.of(0, 30000, 65535)],
    ['int16', Int16Array.of(-32768, 0, 32767)],
  ] as const)('the table of %s agrees with the formula for every value', (dtype, values) => {
    const window = { low: values[0]!, high: values[2]! };
    expect([...grayMap(dtype, window)(values)]).toEqual([...values].map((value) => grayOf(value, window)));
  });

  test('floating values pass through 4096 bins: at most one grey level off', () => {
    const window = { low: -0.5, high: 2.5 };
    const values = Float32Array.from({ length: 1000 }, (_, i) => -1 + i * 0.004);
    const out = grayMap('float32', window)(values);
    for (let i = 0; i < values.length; i++) expect(Math.abs(out[i]! - grayOf(values[i]!, window))).toBeLessThanOrEqual(1);
  });

  test('what is not a number is black, infinities are the ends', () => {
    expect([...grayMap('float32', { low: 0, high: 1 })(Float32Array.of(Number.NaN, Infinity, -Infinity))]).toEqual([0, 255, 0]);
  });

  test('a window without width is a threshold', () => {
    expect([...grayMap('uint16', { low: 7, high: 7 })(Uint16Array.of(6, 7, 8))]).toEqual([0, 0, 255]);
  });
});

test('the brush goes up and down a fixed ladder and stops at its ends', () => {
  expect([stepRadius(3, 1), stepRadius(3, -1), stepRadius(3.7, 1), stepRadius(0, -1), stepRadius(200, 1)]).toEqual([4, 2, 4, 0, 200]);
});
