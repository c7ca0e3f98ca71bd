/**
 * What is kept of a network's answer: per voxel the most probable class (plane 0, class index + 1, 0 where the
 * image has no value) and the probability of every class as 0..255 (planes 1...). View order z, y, x.
 */
import { ModelError } from '../base/index.js';
import { PHASE } from '../volume/index.js';
import type { TensorData } from '../ports/index.js';
import { applyArithmetic, type Arithmetic } from './arithmetic.js';
import type { ModelPackage } from './model-package.js';
import type { Slab } from './slab.js';
import { modelDims, toCanonicalOrder, type Dims5 } from './tensor-order.js';
import type { TilePlan } from './tiling.js';
import type { Box } from './view.js';

/** how far outside 0..1 rounding may take a probability */
const SLACK = 1e-3;

export function boxVoxels(box: Box): number {
  return (box.end[0] - box.start[0]) * (box.end[1] - box.start[1]) * (box.end[2] - box.start[2]);
}

/** Checks the shape of the answer, crops the halo, postprocesses: [classes, voxels of the unit]. */
export function tileProbabilities(
  result: TensorData | undefined,
  inputDims: Dims5,
  unit: Box,
  plan: TilePlan,
  model: ModelPackage,
): Float32Array {
  const channels = model.output.channels.length;
  const dims: Dims5 = [inputDims[0], channels, inputDims[2], inputDims[3], inputDims[4]];
  const expected = modelDims(model.output.order, dims);
  if (result === undefined || result.dims.length !== expected.length || result.dims.some((n, i) => n !== expected[i]))
    throw new ModelError(
      `${model.name} answered with a tensor of ${result?.dims.join('x') ?? 'no'} values, its description says ${expected.join('x')}; correct the description or export the model again.`,
      { code: 'output-mismatch', subject: 'outputs' },
    );
  const cropped = crop(toCanonicalOrder(result.data, dims, model.output.order), dims, unit, plan, channels);
  const voxels = boxVoxels(unit);
  applyArithmetic(model.postprocessing as readonly Arithmetic[], cropped, channels, voxels);
  checkProbabilities(cropped, model);
  return channels === model.classes.length ? cropped : withBackground(cropped);
}

function crop(data: Float32Array, dims: Dims5, unit: Box, plan: TilePlan, channels: number): Float32Array {
  const [, , tz, ty, tx] = dims;
  const volumetric = tz > 1 || plan.axes[0].halo > 0;
  const [nz, ny, nx] = [unit.end[0] - unit.start[0], unit.end[1] - unit.start[1], unit.end[2] - unit.start[2]];
  const [hy, hx] = [plan.axes[1].halo, plan.axes[2].halo];
  const out = new Float32Array(channels * nz * ny * nx);
  let i = 0;
  for (let c = 0; c < channels; c++)
    for (let z = 0; z < nz; z++) {
      const plane = volumetric ? c * tz + z + plan.axes[0].halo : z * channels + c;
      for (let y = 0; y < ny; y++) {
        const row = (plane * ty + y + hy) * tx + hx;
        out.set(data.subarray(row, row + nx), i);
        i += nx;
      }
    }
  return out;
}

function checkProbabilities(data: Float32Array, model: ModelPackage): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value >= -SLACK && value <= 1 + SLACK) continue;
    throw new ModelError(
      `${model.name} answered ${Number.isFinite(value) ? value.toPrecision(3) : 'an undefined number'} where a probability from 0 to 1 is expected; ` +
        'name the softmax or sigmoid in its postprocessing, or choose a segmentation model.',
      { code: 'not-probabilities', subject: 'postprocessing' },
    );
  }
}

/** A model with one channel gives the foreground; the background is the rest. */
function withBackground(foreground: Float32Array): Float32Array {
  const out = new Float32Array(foreground.length * 2);
  for (let i = 0; i < foreground.length; i++) out[i] = 1 - (foreground[i] as number);
  out.set(foreground, foreground.length);
  return out;
}

/**
 * A dry cell holds no electrolyte, and a network that normalises grey values cannot tell the two apart:
 * where the user says dry, what was called electrolyte counts as pore.
 */
export function dryCell(data: Float32Array, voxels: number, model: ModelPackage, classToPhase: Readonly<Record<string, number>>): void {
  const pore = model.classes.findIndex((name) => classToPhase[name] === PHASE.pore);
  if (pore < 0) return;
  model.classes.forEach((name, c) => {
    if (classToPhase[name] !== PHASE.electrolyte) return;
    for (let i = 0; i < voxels; i++) {
      data[pore * voxels + i] = (data[pore * voxels + i] as number) + (data[c * voxels + i] as number);
      data[c * voxels + i] = 0;
    }
  });
}

export function encodeTile(probabilities: Float32Array, classes: number, unit: Box, slab: Slab | null): Uint8Array {
  const voxels = boxVoxels(unit);
  const out = new Uint8Array(voxels * (classes + 1));
  for (let i = 0; i < voxels; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if ((probabilities[c * voxels + i] as number) > (probabilities[best * voxels + i] as number)) best = c;
    out[i] = best + 1;
  }
  for (let i = 0; i < classes * voxels; i++) out[voxels + i] = Math.round(Math.min(1, Math.max(0, probabilities[i] as number)) * 255);
  if (slab !== null) blankUndefined(out, classes, unit, slab);
  return out;
}

/** Voxels without a value (NaN) stay unassigned. */
function blankUndefined(out: Uint8Array, classes: number, unit: Box, slab: Slab): void {
  const voxels = boxVoxels(unit);
  let i = 0;
  for (let z = unit.start[0]; z < unit.end[0]; z++)
    for (let y = unit.start[1]; y < unit.end[1]; y++)
      for (let x = unit.start[2]; x < unit.end[2]; x++, i++) {
        if (Number.isFinite(slab.data[slab.base + z * slab.step[0] + y * slab.step[1] + x * slab.step[2]])) continue;
        for (let plane = 0; plane <= classes; plane++) out[plane * voxels + i] = 0;
      }
}
