/** SEI: a shell of uneven thickness and coverage, empty husks where lithium was stripped, and salt-rich lumps. */
import type { Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { PHASE } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { normalQuantile } from './normal-quantile.js';
import { param } from './param-spec.js';
import type { ParamValues } from './param-spec.js';
import { nearSquared, stampEllipsoid } from './stamp.js';

/** `plated` is the lithium before stripping, `left` after it. Only electrolyte turns into SEI. */
export function growSei(labels: Uint8Array, shape: Shape3, plated: Uint8Array, left: Uint8Array, params: ParamValues, rng: Rng): void {
  const mean = param(params, 'seiThickness');
  if (mean > 0) {
    const scale = rng.logUniform(3, 20);
    const thickness = gaussianRandomField(shape, [scale, scale, scale], rng.fork('thickness'));
    const spread = param(params, 'seiSpread') * mean;
    for (let i = 0; i < thickness.length; i++) thickness[i] = Math.max(0, mean + spread * (thickness[i] ?? 0));
    const coverage = param(params, 'seiCoverage');
    if (coverage < 1) uncover(thickness, shape, coverage, rng.fork('coverage'));
    const reach = Math.min(9, mean + 3 * spread);
    if (param(params, 'husks') === 1) shell(labels, shape, plated, thickness, reach);
    shell(labels, shape, left, thickness, reach);
    if (param(params, 'seiOnCollector') === 1)
      shell(
        labels,
        shape,
        labels.map((v) => (v === PHASE.collector ? 1 : 0)),
        thickness.map((t) => Math.min(t, 2)),
        2,
      );
  }
  addLumps(labels, shape, param(params, 'saltLumps'), rng.fork('lumps'));
}

/** Sets the thickness to 0 outside the stated share. */
function uncover(thickness: Float32Array, shape: Shape3, coverage: number, rng: Rng): void {
  const scale = rng.logUniform(2.5, 12);
  const field = gaussianRandomField(shape, [scale, scale, scale], rng);
  const cut = normalQuantile(1 - coverage);
  for (let i = 0; i < thickness.length; i++) if ((field[i] ?? 0) < cut) thickness[i] = 0;
}

function shell(labels: Uint8Array, shape: Shape3, core: Uint8Array, thickness: Float32Array, reach: number): void {
  const near = nearSquared(core, shape, Math.max(1, reach));
  for (let i = 0; i < labels.length; i++) {
    const d = near[i] ?? 0;
    const t = thickness[i] ?? 0;
    if (d > 0 && d <= t * t && labels[i] === PHASE.electrolyte) labels[i] = PHASE.sei;
  }
}

function addLumps(labels: Uint8Array, shape: Shape3, count: number, rng: Rng): void {
  if (count === 0) return;
  const mask = new Uint8Array(labels.length);
  const surface: number[] = [];
  for (let i = 1; i < labels.length; i++) if (labels[i] === PHASE.electrolyte && labels[i - 1] === PHASE.sei) surface.push(i);
  if (surface.length === 0) return;
  const [, ny, nx] = shape;
  for (let i = 0; i < count; i++) {
    const at = rng.pick(surface);
    const r = rng.logUniform(1.5, 6);
    stampEllipsoid(
      mask,
      shape,
      Math.floor(at / (ny * nx)),
      Math.floor(at / nx) % ny,
      at % nx,
      r,
      r * rng.uniform(0.5, 1.2),
      r * rng.uniform(0.7, 1.4),
    );
  }
  for (let i = 0; i < labels.length; i++) if (mask[i] === 1 && labels[i] === PHASE.electrolyte) labels[i] = PHASE.sei;
}
