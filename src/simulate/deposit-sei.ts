/** SEI: a shell of uneven thickness and coverage, empty husks where lithium was stripped, and salt-rich lumps. */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { squaredDistance } from '../kernels/edt.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { PHASE } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { SEI_TEXTURES } from './deposit-params.js';
import { normalQuantile } from './normal-quantile.js';
import { nearSquared, stampEllipsoid } from './stamp.js';
import { nearestCell, voronoiCells } from './voronoi-field.js';
import type { VoronoiCells } from './voronoi-field.js';

/**
 * `plated` is the lithium before stripping, `left` after it. Only electrolyte turns into SEI; a solid electrolyte does too
 * (`solidReacts`).
 */
export function growSei(
  labels: Uint8Array,
  shape: Shape3,
  plated: Uint8Array,
  left: Uint8Array,
  params: ParamValues,
  solidReacts: boolean,
  rng: Rng,
): void {
  const mean = param(params, 'seiThickness');
  if (mean > 0) {
    const kind = SEI_TEXTURES[param(params, 'seiTexture')];
    const style: Style = {
      thickness: thicknessField(shape, params, rng),
      reach: MOST * mean * (1 + 3 * param(params, 'seiSpread')),
      solidReacts,
      mosaic: kind === 'mosaic' ? drawMosaic(shape, param(params, 'seiGrain'), rng.fork('mosaic')) : undefined,
      layers: kind === 'layered' ? drawLayers(rng.fork('layers')) : undefined,
    };
    if (param(params, 'husks') === 1) shell(labels, shape, plated, style);
    shell(labels, shape, left, style);
    if (param(params, 'seiOnCollector') === 1) {
      const collector = labels.map((v) => (v === PHASE.collector ? 1 : 0));
      shell(labels, shape, collector, { ...style, thickness: style.thickness.map((t) => Math.min(t, 2)), reach: 2, layers: undefined });
    }
  }
  addLumps(labels, shape, param(params, 'saltLumps'), rng.fork('lumps'));
}

/** Local thickness: smooth or in patches, more at the foot or at the top, 0 where there is no SEI. */
function thicknessField(shape: Shape3, params: ParamValues, rng: Rng): Float32Array {
  const [, ny, nx] = shape;
  const mean = param(params, 'seiThickness');
  const scale = rng.logUniform(3, 20);
  const field = gaussianRandomField(shape, [scale, scale, scale], rng.fork('thickness'));
  const spread = param(params, 'seiSpread') * mean;
  const slope = param(params, 'seiSlope');
  for (let i = 0; i < field.length; i++) {
    const up = (Math.floor(i / nx) % ny) / ny;
    field[i] = Math.max(0, (mean + spread * (field[i] ?? 0)) * (1 + slope * (up - 0.4)));
  }
  const coverage = param(params, 'seiCoverage');
  if (coverage < 1) uncover(field, shape, coverage, rng.fork('coverage'));
  return field;
}

/** Every Voronoi cell has its own factor of the thickness, some have none. */
interface Mosaic {
  readonly cells: VoronoiCells;
  readonly factors: Float32Array;
}

function drawMosaic(shape: Shape3, grain: number, rng: Rng): Mosaic {
  const cells = voronoiCells(shape, [grain, grain, grain], rng.fork('cells'));
  const missing = rng.uniform(0, 0.35);
  const spread = rng.uniform(0.1, 0.5);
  const factors = Float32Array.from({ length: cells.points.length / 3 }, () =>
    rng.chance(missing) ? 0 : Math.min(MOST, Math.exp(spread * rng.normal())),
  );
  return { cells, factors };
}

/** Sets the thickness to 0 outside the stated share. */
function uncover(thickness: Float32Array, shape: Shape3, coverage: number, rng: Rng): void {
  const scale = rng.logUniform(2.5, 12);
  const field = gaussianRandomField(shape, [scale, scale, scale], rng);
  const cut = normalQuantile(1 - coverage);
  for (let i = 0; i < thickness.length; i++) if ((field[i] ?? 0) < cut) thickness[i] = 0;
}

/** A shell that has come off: the part of the thickness, from and to, that liquid has crept into. */
interface Layers {
  readonly gapFrom: number;
  readonly gapTo: number;
}

function drawLayers(rng: Rng): Layers {
  const gapFrom = rng.chance(0.4) ? 0 : rng.uniform(0.25, 0.5);
  return { gapFrom, gapTo: gapFrom + rng.uniform(0.2, 0.4) };
}

/** Largest factor of the thickness of a mosaic patch. */
const MOST = 1.4;

interface Style {
  readonly thickness: Float32Array;
  /** no SEI beyond this distance */
  readonly reach: number;
  readonly solidReacts: boolean;
  readonly mosaic: Mosaic | undefined;
  readonly layers: Layers | undefined;
}

function shell(labels: Uint8Array, shape: Shape3, core: Uint8Array, style: Style): void {
  const { thickness, mosaic, layers } = style;
  const [nz, ny, nx] = shape;
  const most = mosaic === undefined ? 1 : MOST;
  const near = squaredDistances(core, shape, style.reach);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const d = near[i] ?? 0;
        let t = most * (thickness[i] ?? 0);
        if (d <= 0 || d > t * t) continue;
        if (labels[i] !== PHASE.electrolyte && !(style.solidReacts && labels[i] === PHASE.other)) continue;
        if (mosaic !== undefined) {
          t *= (mosaic.factors[nearestCell(mosaic.cells, z, y, x)] ?? 0) / MOST;
          if (d > t * t) continue;
        }
        if (layers === undefined || !inGap(layers, d, t)) labels[i] = PHASE.sei;
      }
}

/** A gap of less than a voxel cannot be drawn. */
function inGap({ gapFrom, gapTo }: Layers, squared: number, thickness: number): boolean {
  if (thickness * (gapTo - gapFrom) < 0.7) return false;
  const depth = Math.sqrt(squared) / thickness;
  return depth > gapFrom && depth <= gapTo;
}

/** Squared distance to the core outside it: painted for thin shells, the full transform for thick ones. */
function squaredDistances(core: Uint8Array, shape: Shape3, reach: number): Uint16Array | Float32Array {
  return reach <= 3.5 ? nearSquared(core, shape, Math.max(1, reach)) : squaredDistance(core, shape, [1, 1, 1], { value: 0 });
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
