import { expect, test } from 'vitest';
import { paneView } from '../../renderer/viewer/camera.js';
import { addColors, channelViews, imageLayer } from '../../renderer/viewer/channels.js';
import { composite } from '../../renderer/viewer/compositor.js';
import { createPalette, pack, rgbOf } from '../../renderer/viewer/palette.js';
import { PHASES } from '../../src/volume/index.js';

const hue = (hex: string): number => pack(...rgbOf(hex));

test('channels add up and stop at full brightness', () => {
  const parts = [
    { gray: Uint8Array.of(255, 0, 255, 128), color: '#00ffff' },
    { gray: Uint8Array.of(0, 255, 255, 0), color: '#ff00ff' },
  ];
  expect([...addColors(parts, 4)]).toEqual([hue('#00ffff'), hue('#ff00ff'), hue('#ffffff'), pack(0, 128, 128)]);
});

test('labels lie as a veil over the colours, pixel by pixel', () => {
  const color = Uint32Array.of(pack(200, 0, 40), pack(0, 255, 90));
  const layers = { rows: 1, columns: 2, gray: null, color, labels: Uint8Array.of(1, 0), isolation: null };
  const view = paneView({ zoom: 1, row: 0.5, column: 1 }, { width: 2, height: 1, rows: 1, columns: 2, aspectRow: 1, aspectColumn: 1 });
  const out = new Uint32Array(2);
  composite(out, view, layers, createPalette({ opacity: 0.4, outline: false, hidden: new Set() }), { x0: 0, y0: 0, x1: 2, y1: 1 });
  const veil = rgbOf(PHASES[1]!.color).map((c, i) => Math.round([200, 0, 40][i]! * 0.6 + c * 0.4)) as [number, number, number];
  expect([...out]).toEqual([pack(...veil), pack(0, 255, 90)]);
});

test('the first channels and the analysed one are on; what is analysed has the plain layer', () => {
  const channel = { name: 'c', low: 0, high: 9, min: 0, max: 9 };
  const views = channelViews({ times: 1, time: 0, channel: 4, isColour: false, channels: Array(6).fill(channel) });
  expect(views.map(({ on }) => on)).toEqual([true, true, true, false, true, false]);
  expect([imageLayer(null, null), imageLayer(3, null), imageLayer(3, 1)]).toEqual(['image', 'image-t3', 'image-t3-c1']);
});
