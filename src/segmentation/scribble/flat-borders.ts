/** Labels of a flat image with their borders on its edges, the whole image at once: tiles do not show. */
import { flatGradient } from '../../kernels/index.js';
import { voxelCount } from '../../volume/index.js';
import { snapBordersRequest } from '../../workers/scribble.request.js';
import { readSlab } from '../slab.js';
import { greyValues, shared } from './surroundings.js';
import type { ScribbleSetup } from './prepare.js';
import type { Surroundings } from './surroundings.js';

/** larger images keep the borders of the forest: the picture, its gradient and queues take some 20 bytes a pixel */
const MOST_PIXELS = 2 ** 25;

/** Gradients go with what else is known about an image. */
const known = new WeakMap<Surroundings, Float32Array>();

/** True where labels of this image may be snapped: flat, and small enough to be looked at as a whole. */
export function canSnap({ shape }: ScribbleSetup): boolean {
  return shape[0] === 1 && voxelCount(shape) <= MOST_PIXELS;
}

/** `labels` in the order of the image; any numbers will do, 0 is none. */
export async function snapFlat(setup: ScribbleSetup, labels: Uint8Array): Promise<Uint8Array> {
  const [, ny, nx] = setup.shape;
  const { workers, signal } = setup.image;
  let gradient = known.get(setup.surroundings);
  if (gradient === undefined) {
    gradient = shared(workers, await imageGradient(setup));
    known.set(setup.surroundings, gradient);
  }
  return workers.run(snapBordersRequest, { labels: shared(workers, labels), gradient, image: { ny, nx } }, signal);
}

/** The whole image is read in its own order, whatever the view. */
async function imageGradient({ image: { source, signal }, view, surroundings, shape }: ScribbleSetup): Promise<Float32Array> {
  const { data } = await readSlab(source, view, 0, view.shape[0], signal);
  return flatGradient(greyValues(data, surroundings.scale), { ny: shape[1], nx: shape[2] });
}
