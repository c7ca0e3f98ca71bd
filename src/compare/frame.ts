/**
 * The deposit frame: growth along +z from the collector at z = 0, so that windows of any two structures line up.
 *
 *      z ^   . . .      copy, permuted and flipped; without a collector the volume is left as it is
 *        |  /|\ | /\
 *        +------------> y, x
 */
import { faceGeometry, labelVolume, type Calibration, type LabelVolume, type Shape3, type Vec3 } from '../volume/index.js';
import type { Structure } from './types.js';

export function depositFrame({ labels, collectorFaces }: Structure): LabelVolume {
  const [face] = collectorFaces;
  if (face === undefined) return labels;
  const { axis, atEnd } = faceGeometry(face);
  if (axis === 0 && !atEnd) return labels;
  const order: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2] = axis === 0 ? [0, 1, 2] : axis === 1 ? [1, 0, 2] : [2, 0, 1];
  const shape: Shape3 = [labels.shape[order[0]], labels.shape[order[1]], labels.shape[order[2]]];
  const strides: Vec3 = [labels.shape[1] * labels.shape[2], labels.shape[2], 1];
  const step = order.map((a) => strides[a]) as [number, number, number];
  const start = atEnd ? (shape[0] - 1) * step[0] : 0;
  const sz = atEnd ? -step[0] : step[0];
  const data = new Uint8Array(labels.data.length);
  let i = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) {
      let from = start + z * sz + y * step[1];
      for (let x = 0; x < shape[2]; x++, from += step[2]) data[i++] = labels.data[from] ?? 0;
    }
  const { spacing } = labels.calibration;
  const turned: Calibration = {
    ...labels.calibration,
    spacing: spacing === null ? null : [spacing[order[0]], spacing[order[1]], spacing[order[2]]],
  };
  return labelVolume(data, shape, turned, labels.provenance.source);
}

/** A half-open box of a label volume, copied. */
export function cropLabels(labels: LabelVolume, start: Shape3, end: Shape3): LabelVolume {
  const shape: Shape3 = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
  const [, ny, nx] = labels.shape;
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = start[0]; z < end[0]; z++)
    for (let y = start[1]; y < end[1]; y++) {
      const row = (z * ny + y) * nx;
      data.set(labels.data.subarray(row + start[2], row + end[2]), i);
      i += shape[2];
    }
  return labelVolume(data, shape, labels.calibration, labels.provenance.source);
}
