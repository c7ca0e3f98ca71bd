/** Small HDF5 files of every layout that is read, written by the library itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as H5 from 'h5wasm/node';

// an instance of its own: that of the reader cannot write
const address = `${new URL('../../../node_modules/h5wasm/dist/node/hdf5_hl.js', import.meta.url).href}?samples`;
const { File, ready } = (await import(/* @vite-ignore */ address)) as typeof H5;
await ready;

/** The bytes of a file that `fill` writes; in the oldest layout nothing has a checksum. */
export function hdf5Bytes(fill: (file: H5.File) => void, layout: 'oldest' | 'usual' = 'usual'): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'lithoscope-hdf5-'));
  try {
    const path = join(folder, 'sample.h5');
    const file = layout === 'oldest' ? new File(path, 'w', { libver: ['earliest', 'v110'] }) : new File(path, 'w');
    fill(file);
    file.close();
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const SHAPE = [4, 6, 8];
/** value at (z, y, x) is its place in C order times 3 */
export const VALUES = Uint16Array.from({ length: 4 * 6 * 8 }, (_, i) => i * 3);

function group(parent: H5.Group, name: string): H5.Group {
  const made = parent.create_group(name);
  if (made === null) throw new Error(`no group ${name}`);
  return made as H5.Group;
}

/** NXdata behind `default`, in gzip chunks, with a larger array elsewhere. */
export function nexusBytes(step = { z: 0.5, y: 0.25, x: 0.25 }, uneven = false): Uint8Array {
  return hdf5Bytes((file) => {
    file.create_attribute('default', 'entry');
    const entry = group(file, 'entry');
    entry.create_attribute('NX_class', 'NXentry');
    entry.create_attribute('default', 'data');
    entry.create_dataset({ name: 'larger', data: new Uint8Array(10 * 10 * 10), shape: [10, 10, 10] });
    const data = group(entry, 'data');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 'rec');
    data.create_attribute('axes', ['z', 'y', 'x']);
    data.create_dataset({ name: 'rec', data: VALUES, shape: SHAPE, chunks: [2, 4, 4], compression: 'gzip' });
    (['z', 'y', 'x'] as const).forEach((name, i) => {
      const values = Float64Array.from({ length: SHAPE[i]! }, (_, k) => (uneven && name === 'z' ? k * k : 7 + k * step[name]));
      data.create_dataset({ name, data: values }).create_attribute('units', 'um');
    });
  });
}

/** Data Exchange with the angles of its projections. */
export function exchangeBytes(withAngles = true): Uint8Array {
  return hdf5Bytes((file) => {
    const exchange = group(file, 'exchange');
    exchange.create_dataset({ name: 'data', data: VALUES, shape: SHAPE });
    if (withAngles) exchange.create_dataset({ name: 'theta', data: Float32Array.of(0, 45, 90, 135) });
  }, 'oldest');
}

export interface VeloxOptions {
  readonly frames?: number;
  readonly unit?: string;
}

/** Value at (y, x, frame) counts up in that order. */
export function veloxBytes({ frames = 1, unit = 'm' }: VeloxOptions = {}): Uint8Array {
  const text = JSON.stringify({
    BinaryResult: { PixelSize: { width: '2.5e-10', height: '2.5e-10' }, PixelUnitX: unit, PixelUnitY: unit, Detector: 'HAADF' },
  });
  const page = new Uint8Array(256 * frames);
  for (let i = 0; i < text.length; i++) for (let f = 0; f < frames; f++) page[i * frames + f] = text.charCodeAt(i);
  return hdf5Bytes((file) => {
    const image = group(group(group(file, 'Data'), 'Image'), 'a1');
    const data = Uint16Array.from({ length: 4 * 5 * frames }, (_, i) => i);
    image.create_dataset({ name: 'Data', data, shape: [4, 5, frames], chunks: [4, 5, 1] });
    image.create_dataset({ name: 'Metadata', data: page, shape: [256, frames] });
  });
}

/** The Berkeley layout; `outer` is the first of three axes. */
export function berkeleyBytes(outer: { name: string; units: string }): Uint8Array {
  return hdf5Bytes((file) => {
    const image = group(group(file, 'data'), 'img');
    image.create_attribute('emd_group_type', 1);
    image.create_dataset({ name: 'data', data: VALUES, shape: SHAPE });
    const axes = [outer, { name: 'y', units: '[n_m]' }, { name: 'x', units: '[n_m]' }];
    axes.forEach(({ name, units }, i) => {
      const vector = image.create_dataset({ name: `dim${i + 1}`, data: Float64Array.from({ length: SHAPE[i]! }, (_, k) => k * 0.5) });
      vector.create_attribute('name', name);
      vector.create_attribute('units', units);
    });
  });
}

/** Two particle arrays of a PySPH snapshot, one of them without h. */
export function pysphBytes(): Uint8Array {
  return hdf5Bytes((file) => {
    const solver = group(file, 'solver_data');
    solver.create_attribute('t', 0.25);
    const particles = group(file, 'particles');
    for (const [name, count] of [['fluid', 5], ['solid', 3]] as const) {
      const arrays = group(group(particles, name), 'arrays');
      for (const property of name === 'fluid' ? ['x', 'y', 'z', 'm', 'h'] : ['x', 'y', 'z', 'm'])
        arrays.create_dataset({ name: property, data: Float64Array.from({ length: count }, (_, i) => 1 + i * 0.5) });
    }
  });
}

export const HDF5_SAMPLES: readonly { name: string; bytes: Uint8Array }[] = [
  { name: 'nexus.nxs', bytes: nexusBytes() },
  { name: 'exchange.h5', bytes: exchangeBytes() },
  { name: 'velox.emd', bytes: veloxBytes({ frames: 3 }) },
  { name: 'berkeley.emd', bytes: berkeleyBytes({ name: 'z', units: '[n_m]' }) },
];

export const PYSPH_SAMPLES: readonly { name: string; bytes: Uint8Array }[] = [{ name: 'snapshot.hdf5', bytes: pysphBytes() }];
