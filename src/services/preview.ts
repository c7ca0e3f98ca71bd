/** A small picture of the middle plane of a stack, before anything is opened for work. */
import type { StackPreview } from '../contract/index.js';
import { toFloat32 } from '../kernels/index.js';
import { readerOf, viewedShape } from './image/box-reader.js';
import type { ServiceHost } from './service-host.js';
import { openStack } from './volumes/open-stack.js';
import type { StackChoice } from './volumes/open-stack.js';

const LONGEST_SIDE = 256;
/** a plane that is larger is not read for a picture of this size */
const MOST_VOXELS = 2 ** 26;
const BYTES_AT_ONCE = 8192;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += BYTES_AT_ONCE) text += String.fromCharCode(...bytes.subarray(i, i + BYTES_AT_ONCE));
  return btoa(text);
}

/** Grey between the half percentiles; values that are no numbers are black. */
function grayed(values: Float32Array): Uint8Array {
  const finite = values.filter((value) => Number.isFinite(value)).toSorted();
  const low = finite[Math.floor(0.005 * finite.length)] ?? 0;
  const high = finite[Math.ceil(0.995 * (finite.length - 1))] ?? 1;
  const scale = 255 / (high > low ? high - low : 1);
  return Uint8Array.from(values, (value) => (Number.isFinite(value) ? Math.min(255, Math.max(0, Math.round((value - low) * scale))) : 0));
}

export async function previewOfStack(host: ServiceHost, path: string, choice: StackChoice, signal?: AbortSignal): Promise<StackPreview> {
  const { source } = await openStack(host, [path], choice, signal);
  try {
    const [planes, ny, nx] = viewedShape(source);
    const plane = Math.floor(planes / 2);
    if (ny * nx > MOST_VOXELS) return { rows: 0, columns: 0, plane, planes, pixels: '' };
    const values = toFloat32(await readerOf(source, null).read([plane, 0, 0], [1, ny, nx], signal));
    const step = Math.max(1, Math.ceil(Math.max(ny, nx) / LONGEST_SIDE));
    const [rows, columns] = [Math.ceil(ny / step), Math.ceil(nx / step)];
    const small = new Float32Array(rows * columns);
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) small[y * columns + x] = values[y * step * nx + x * step] ?? 0;
    return { rows, columns, plane, planes, pixels: base64(grayed(small)) };
  } finally {
    await source.close();
  }
}
