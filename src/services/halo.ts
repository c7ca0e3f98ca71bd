/**
 * The halo of a bright collector: how many layers of lithium above it the blur may have hidden. Taken from the width of
 * the collector's edge in the image; one voxel where that edge cannot be measured.
 */
import { cropBox, edgeProfile, edgeWidth, toFloat32 } from '../kernels/index.js';
import { faceGeometry, PHASE } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import type { Session } from './session/session.js';

const REACH = 6;
const MOST_VOXELS = 6;
/** the collector is looked for in this share of the volume, from its face on */
const SHARE = 0.4;

export interface HaloEstimate {
  readonly voxels: number;
  readonly how: string;
}

export async function estimateHalo(session: Session, signal: AbortSignal | undefined): Promise<HaloEstimate> {
  const face = session.folder.document.setup.collector?.[0];
  const { labels } = session;
  if (face === undefined || labels === null) return { voxels: 1, how: 'one voxel: no collector face is marked' };
  const shape = session.image.reader.shape;
  const { axis, atEnd } = faceGeometry(face);
  const depth = Math.min(shape[axis], Math.max(4 * REACH, Math.ceil(SHARE * shape[axis])));
  const size = shape.map((n, a) => (a === axis ? depth : n)) as unknown as Shape3;
  const start = shape.map((n, a) => (a === axis && atEnd ? n - depth : 0)) as unknown as Shape3;
  const image = toFloat32(await session.image.reader.read(start, size, signal));
  const near = cropBox(labels.data, labels.shape, start, size) as Uint8Array;
  return haloOfEdge(image, near, size, face);
}

/** From an image and its labels near the collector. */
export function haloOfEdge(image: Float32Array, labels: Uint8Array, shape: Shape3, face: Face): HaloEstimate {
  const width = edgeWidth(edgeProfile(image, labels, shape, face, PHASE.collector, REACH));
  if (width === null) return { voxels: 1, how: 'one voxel: the edge of the collector cannot be measured in this image' };
  const voxels = Math.min(MOST_VOXELS, Math.max(1, Math.round(width)));
  return { voxels, how: `full width at half maximum of the collector edge, ${width.toFixed(2)} voxels` };
}
