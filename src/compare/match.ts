/**
 * Scale matching before any distance: same voxel size (the coarser one; nothing is ever interpolated up) and the
 * same box. Labels are resampled by majority among the fine voxels whose centres lie in a coarse voxel, ties to the
 * lower id; features thinner than a coarse voxel are lost, as they would be in a coarser image.
 */
import { InvalidInputError } from '../base/index.js';
import { labelVolume, type LabelVolume, type Shape3, type Vec3 } from '../volume/index.js';

const CLASSES = 256;
/** spacings that differ by less are the same */
const SAME = 0.005;

function coarser(a: Vec3, b: Vec3): Vec3 {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])];
}

function isSame(a: Vec3, b: Vec3): boolean {
  return a.every((value, i) => Math.abs(value / (b[i] ?? value) - 1) < SAME);
}

/** Majority resampling to a coarser grid. */
export function resampleLabels(labels: LabelVolume, target: Vec3): LabelVolume {
  const { spacing } = labels.calibration;
  if (spacing === null || isSame(spacing, target)) return labels;
  const scale = [target[0] / spacing[0], target[1] / spacing[1], target[2] / spacing[2]] as const;
  const size = (axis: 0 | 1 | 2): number => Math.floor((labels.shape[axis] + 1e-6) / scale[axis]);
  const shape: Shape3 = [size(0), size(1), size(2)];
  if (shape.some((n) => n < 1))
    throw new InvalidInputError(
      `${labels.provenance.source} is smaller than one voxel of the coarser structure; compare structures of similar size.`,
      { code: 'too-small' },
    );
  const bound = (axis: 0 | 1 | 2, i: number): number => Math.min(labels.shape[axis], Math.ceil(i * scale[axis] - 0.5));
  const [, ny, nx] = labels.shape;
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const votes = new Uint32Array(CLASSES);
  let out = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++) {
        votes.fill(0);
        for (let fz = bound(0, z); fz < bound(0, z + 1); fz++)
          for (let fy = bound(1, y); fy < bound(1, y + 1); fy++)
            for (let fx = bound(2, x); fx < bound(2, x + 1); fx++) {
              const id = labels.data[(fz * ny + fy) * nx + fx] ?? 0;
              votes[id] = (votes[id] ?? 0) + 1;
            }
        let best = 0;
        for (let id = 1; id < CLASSES; id++) if ((votes[id] ?? 0) > (votes[best] ?? 0)) best = id;
        data[out++] = best;
      }
  return labelVolume(data, shape, { ...labels.calibration, spacing: target }, labels.provenance.source);
}

/** Two structures in the deposit frame on one voxel size. Refused when only one of them has a voxel size. */
export function matchSpacing(a: LabelVolume, b: LabelVolume): { a: LabelVolume; b: LabelVolume; warnings: string[] } {
  const sa = a.calibration.spacing;
  const sb = b.calibration.spacing;
  if (sa === null && sb === null) return { a, b, warnings: ['Neither structure has a voxel size; they are compared voxel by voxel.'] };
  if (sa === null || sb === null) {
    const { source } = (sa === null ? a : b).provenance;
    throw new InvalidInputError(`${source} has no voxel size while the other structure has one; give it with --voxel.`, {
      code: 'voxel-size-unknown',
      subject: source,
    });
  }
  if (isSame(sa, sb)) return { a, b, warnings: [] };
  const target = coarser(sa, sb);
  return {
    a: resampleLabels(a, target),
    b: resampleLabels(b, target),
    warnings: ['The structures had different voxel sizes; the finer one was averaged down to the coarser.'],
  };
}
