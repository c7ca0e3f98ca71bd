/** What a network says about the voxels of a unit: scores of its classes and, where the package has them, features. */
import { ModelError } from '../../base/index.js';
import type { Dims5, TensorData, TileWork } from '../../ports/index.js';
import { tileWork, type NetworkUnits } from '../network-unit.js';
import type { Slab } from '../slab.js';
import { tileTensor } from '../tile-tensor.js';
import { modelDims, toCanonicalOrder } from '../tensor-order.js';
import type { TileUnit } from '../tiling.js';

/** Scores as the graph gives them and features, one channel after the other: [channels, voxels of the core]. */
export async function networkFeatures(job: NetworkUnits, slab: Slab, unit: TileUnit): Promise<{ data: Float32Array; channels: number }> {
  const work = tileWork(job, slab, unit);
  const { probabilities, features } = job.model.outputs;
  const wanted = features === null ? [probabilities] : [probabilities, features];
  const [nz, ny, nx] = work.core.size;
  const voxels = nz * ny * nx;
  let data = new Float32Array(0);
  let channels = 0;
  for (let sample = 0; sample < work.dims[0]; sample += work.batch) {
    const count = Math.min(work.batch, work.dims[0] - sample);
    const outputs = await job.session.run([tileTensor(work, sample, count)], job.signal, wanted);
    if (sample === 0) {
      channels = outputs.reduce((sum, tensor) => sum + channelsOf(work, tensor), 0);
      data = new Float32Array(channels * voxels);
    }
    let first = 0;
    for (const tensor of outputs) {
      copyCore(work, tensor, { sample, count }, data.subarray(first * voxels));
      first += channelsOf(work, tensor);
    }
  }
  return { data, channels };
}

function channelsOf(work: TileWork, tensor: TensorData): number {
  return tensor.dims[work.outputOrder.indexOf('channel')] ?? 1;
}

/** The core of some samples into [channels, slices of the core, y, x]. A network of volumes has one sample, which is the whole core. */
function copyCore(work: TileWork, tensor: TensorData, part: { sample: number; count: number }, out: Float32Array): void {
  const channels = channelsOf(work, tensor);
  const dims: Dims5 = [part.count, channels, work.dims[2], work.dims[3], work.dims[4]];
  const expected = modelDims(work.outputOrder, dims);
  if (tensor.dims.length !== expected.length || tensor.dims.some((n, i) => n !== expected[i]))
    throw new ModelError(
      `${work.name} answered with a tensor of ${tensor.dims.join('x')} values where ${expected.join('x')} fit the picture; correct its description.`,
      { code: 'output-mismatch', subject: 'outputs' },
    );
  const whole = toCanonicalOrder(tensor.data, dims, work.outputOrder);
  const volumetric = work.outputOrder.includes('z');
  const [, , tz, ty, tx] = dims;
  const [nz, ny, nx] = work.core.size;
  const [z0, y0, x0] = work.core.start;
  const slices = volumetric ? nz : Math.min(part.count, nz - part.sample);
  for (let c = 0; c < channels; c++)
    for (let z = 0; z < slices; z++) {
      const plane = volumetric ? c * tz + z0 + z : z * channels + c;
      let to = (c * nz + (volumetric ? 0 : part.sample) + z) * ny * nx;
      for (let y = 0; y < ny; y++, to += nx) {
        const from = (plane * ty + y0 + y) * tx + x0;
        out.set(whole.subarray(from, from + nx), to);
      }
    }
}
