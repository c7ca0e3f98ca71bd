/**
 * Scale matching before any distance: same voxel size (the coarser one; nothing is ever interpolated up) and the
 * same box. Labels are resampled by majority among the fine voxels whose centres lie in a coarse voxel, ties to the
 * lower id; features thinner than a coarse voxel are lost, as they would be in a coarser image.
 */
import { InvalidInputError } from '../base/index.js';
import { labelVolume, type LabelVolume, type Shape3, type Vec3 } from '../volume/index.js';
import { cropLabels } from './frame.js';

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

export interface Matching {
  /** in the order given */
  readonly volumes: readonly LabelVolume[];
  readonly warnings: readonly string[];
}

/** Structures in the deposit frame on one voxel size and in one length unit, that of the first. Refused when only some have a voxel size. */
export function matchSpacing(volumes: readonly LabelVolume[]): Matching {
  const known = volumes.flatMap(({ calibration }) => (calibration.spacing === null ? [] : [calibration.spacing]));
  const unknown = volumes.find(({ calibration }) => calibration.spacing === null);
  const [first, ...rest] = known;
  if (first === undefined) return { volumes, warnings: ['No structure has a voxel size; they are compared voxel by voxel.'] };
  if (unknown !== undefined) {
    const { source } = unknown.provenance;
    throw new InvalidInputError(`${source} has no voxel size while the other structure has one; give it with --voxel.`, {
      code: 'voxel-size-unknown',
      subject: source,
    });
  }
  const target = rest.reduce(coarser, first);
  const unit = volumes[0]?.calibration.unit ?? null;
  // numbers are compared, so they must come in one unit
  const matched = volumes.map((volume) => {
    const resampled = resampleLabels(volume, target);
    return { ...resampled, calibration: { ...resampled.calibration, unit } };
  });
  const same = known.every((spacing) => isSame(spacing, target));
  return {
    volumes: matched,
    warnings: same ? [] : ['The structures had different voxel sizes; finer ones were averaged down to the coarsest.'],
  };
}

/** The same box of all: as large as the smallest along each axis, from the collector and the first row and column. */
export function matchBox(volumes: readonly LabelVolume[]): LabelVolume[] {
  const least = (axis: 0 | 1 | 2): number => volumes.reduce((n, { shape }) => Math.min(n, shape[axis]), Number.POSITIVE_INFINITY);
  const box: Shape3 = [least(0), least(1), least(2)];
  return volumes.map((volume) => (volume.shape.every((n, axis) => n === box[axis]) ? volume : cropLabels(volume, [0, 0, 0], box)));
}
