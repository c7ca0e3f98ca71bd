/** Several channels of one image as colours that add up, and which of them and which time point are looked at. */
import type { StudyPlanes } from '../../src/contract/index.js';
import type { GrayWindow } from './gray.js';
import { rgbOf } from './palette.js';

export interface ChannelView {
  readonly name: string;
  readonly on: boolean;
  /** "#rrggbb" */
  readonly color: string;
  readonly window: GrayWindow;
  /** range of the values, for the inputs */
  readonly min: number;
  readonly max: number;
}

/** Colours that can be told apart when they add up, also with reduced colour vision; red and green alone cannot. */
const COLORS = ['#00ffff', '#ff00ff', '#ffff00', '#4060ff', '#ff8000', '#00ff60', '#ffffff'] as const;
const PRIMARIES = ['#ff0000', '#00ff00', '#0000ff'] as const;
/** more together give white */
const MOST_AT_FIRST = 3;

export function channelViews({ channels, isColour, channel: analysed }: StudyPlanes): readonly ChannelView[] {
  return channels.map(({ name, low, high, min, max }, c) => ({
    name,
    on: c < MOST_AT_FIRST || c === analysed,
    color: (isColour ? PRIMARIES[c] : COLORS[c % COLORS.length]) ?? '#ffffff',
    window: { low, high },
    min,
    max,
  }));
}

/** Name of the layer of a channel and time point; what is analysed has the name without any. */
export function imageLayer(time: number | null, channel: number | null): string {
  return `image${time === null ? '' : `-t${time}`}${channel === null ? '' : `-c${channel}`}`;
}

export interface ColorPart {
  readonly gray: Uint8Array;
  readonly color: string;
}

/** The sum of the channels, each in its colour, cut at full brightness: packed pixels. */
export function addColors(parts: readonly ColorPart[], length: number): Uint32Array {
  const out = new Uint32Array(length).fill(0xff000000);
  for (const { gray, color } of parts) {
    const [r, g, b] = rgbOf(color);
    // 256 sums per channel instead of one product per voxel
    const [reds, greens, blues] = [r, g, b].map((c) => Uint8Array.from({ length: 256 }, (_, v) => Math.round((v * c) / 255))) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    for (let i = 0; i < length; i++) {
      const v = gray[i] as number;
      if (v === 0) continue;
      const before = out[i] as number;
      const red = Math.min(255, (before & 255) + (reds[v] as number));
      const green = Math.min(255, ((before >>> 8) & 255) + (greens[v] as number));
      const blue = Math.min(255, ((before >>> 16) & 255) + (blues[v] as number));
      out[i] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    }
  }
  return out;
}
