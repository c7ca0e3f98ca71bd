/** Liquid and gas: bubbles in a wet cell, no liquid in a dry one, drained regions in a mixed one. */
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { PHASE } from '../volume/index.js';
import { CELLS } from './deposit-params.js';
import { normalQuantile } from './normal-quantile.js';
import { param } from '../base/index.js';
import { stampEllipsoid } from './stamp.js';
import type { CellState, Ground } from './structure.js';

export function fillCell(labels: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): CellState {
  const cell = CELLS[param(params, 'cell')] ?? 'wet';
  if (cell === 'dry') replaceElectrolyte(labels, () => true);
  else {
    if (cell === 'mixed') drain(labels, ground, params, rng.fork('drain'));
    blowBubbles(labels, ground, param(params, 'bubbles'), rng.fork('bubbles'));
  }
  return cell;
}

function replaceElectrolyte(labels: Uint8Array, gas: (index: number) => boolean): void {
  for (let i = 0; i < labels.length; i++) if (labels[i] === PHASE.electrolyte && gas(i)) labels[i] = PHASE.pore;
}

/** Gas where a smooth field is high; it prefers the top or the foot by chance. */
function drain(labels: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const scale = param(params, 'gasScale');
  const field = gaussianRandomField(ground.shape, [scale, scale, scale], rng);
  const [, ny, nx] = ground.shape;
  const slope = rng.uniform(-2, 3);
  const cut = normalQuantile(1 - param(params, 'gasShare'));
  replaceElectrolyte(labels, (i) => (field[i] ?? 0) + slope * ((Math.floor(i / nx) % ny) / ny - 0.5) > cut);
}

function blowBubbles(labels: Uint8Array, ground: Ground, count: number, rng: Rng): void {
  if (count === 0) return;
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < count; i++) {
    const r = rng.logUniform(2.5, 14);
    const y = rng.uniform(ground.floor[0] ?? 0, Math.min(ny, ground.ceiling));
    stampEllipsoid(mask, ground.shape, rng.uniform(0, nz), y, rng.uniform(0, nx), r, r * rng.uniform(0.6, 1.2), r * rng.uniform(0.8, 1.2));
  }
  replaceElectrolyte(labels, (i) => mask[i] === 1);
}
