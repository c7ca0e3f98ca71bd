/** A tiny deposit with a known answer: a collector slab, a live pillar, a dead island, a piece that the side face cuts. */
import { planesOfArray, writeLabelTiff, writeStackTiff } from '../../src/formats/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeImages } from '../../src/node/images.js';
import { NO_CALIBRATION } from '../../src/volume/index.js';
import type { Calibration, Shape3 } from '../../src/volume/index.js';

export const SHAPE: Shape3 = [6, 12, 10];
export const VOXEL: Calibration = { spacing: [1e-6, 1e-6, 1e-6], unit: 'um', source: 'test' };
const host = { files: createNodeFiles(), codecs: createNodeCodecs(), images: createNodeImages() };

export const at = (z: number, y: number, x: number): number => (z * SHAPE[1] + y) * SHAPE[2] + x;

/** Collector y < 2, electrolyte above; lithium: pillar 2x4x2 = 16 live, island 2x2x2 = 8 dead, bar 4 unknown. */
export function tinyLabels(): Uint8Array {
  const labels = new Uint8Array(SHAPE[0] * SHAPE[1] * SHAPE[2]).fill(3);
  const fill = (z0: number, z1: number, y0: number, y1: number, x0: number, x1: number, phase: number): void => {
    for (let z = z0; z < z1; z++) for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) labels[at(z, y, x)] = phase;
  };
  fill(0, 6, 0, 2, 0, 10, 5);
  fill(2, 4, 2, 6, 2, 4, 1);
  fill(2, 4, 7, 9, 6, 8, 1);
  fill(2, 3, 4, 5, 6, 10, 1);
  return labels;
}

/** Grey values that follow the labels, with a little deterministic unevenness. */
export function tinyImage(): Uint16Array {
  const grey = [0, 1000, 3000, 2000, 500, 6000, 0];
  return Uint16Array.from(tinyLabels(), (label, i) => (grey[label] ?? 0) + ((i * 7919) % 64));
}

export async function writeTinyImage(path: string, calibration: Calibration = VOXEL): Promise<void> {
  await writeStackTiff(host, path, planesOfArray(tinyImage(), SHAPE), calibration);
}

/** The same image again and again along z: enough slices for several tiles. */
export async function writeTallImage(path: string, copies: number): Promise<void> {
  const one = tinyImage();
  const data = new Uint16Array(one.length * copies);
  for (let k = 0; k < copies; k++) data.set(one, k * one.length);
  await writeStackTiff(host, path, planesOfArray(data, [SHAPE[0] * copies, SHAPE[1], SHAPE[2]]), VOXEL);
}

export async function writeTinyLabels(
  path: string,
  calibration: Calibration = VOXEL,
  map = (label: number): number => label,
): Promise<void> {
  await writeLabelTiff(host, path, Uint8Array.from(tinyLabels(), map), SHAPE, calibration);
}

export { NO_CALIBRATION };
