/**
 * What an electron microscope looks through: for every pixel how much of which material lies along the beam.
 * Thin specimens are made as such; any label volume can be projected into one.
 */
import { InvalidInputError } from '../base/index.js';
import { PHASE } from './phases.js';
import { voxelCount } from './volume.js';
import type { Shape3, Vec3 } from './volume.js';

/** `organic` is an amorphous organic SEI, `electrolyte` frozen liquid, `water` frost from moist air, `carbon` amorphous support film. */
export const SPECIMEN_MATERIALS = ['lithium', 'li2o', 'lif', 'li2co3', 'lioh', 'lih', 'organic', 'electrolyte', 'water', 'carbon', 'copper'] as const; // prettier-ignore
export type SpecimenMaterial = (typeof SPECIMEN_MATERIALS)[number];

export interface SpecimenLayer {
  readonly material: SpecimenMaterial;
  /** metres along the beam */
  readonly thickness: Float32Array;
  /** number of the crystal that a pixel shows, 0 for none; absent when the layer is amorphous throughout */
  readonly grains?: Uint16Array;
}

export interface ProjectedSpecimen {
  /** one plane: [1, ny, nx] */
  readonly shape: Shape3;
  /** metres */
  readonly pixel: number;
  readonly layers: readonly SpecimenLayer[];
}

/** Crystalline SEI in the finer classes; the other codes are phase ids. */
export const CRYSTALLINE_SEI = 7;

/** A pixel is lithium when lithium makes up this share of lithium and SEI along the beam. */
export const LITHIUM_SHARE = 0.2;
/** Thinner than this (metres) nothing counts: a monolayer at the rim is not a phase. */
export const THINNEST = 1.5e-9;

const SEI_MATERIALS: ReadonlySet<SpecimenMaterial> = new Set(['li2o', 'lif', 'li2co3', 'lioh', 'lih', 'organic']);

export interface SpecimenTruth {
  readonly labels: Uint8Array;
  readonly codes: Uint8Array;
}

/**
 * The phase that a projection shows. In this order:
 * lithium where it makes up at least `LITHIUM_SHARE` of lithium + SEI and both together are at least `THINNEST`;
 * SEI where lithium + SEI are at least `THINNEST` (so: the shell seen outside of the core, empty husks, debris);
 * collector where copper, then other where support carbon is at least `THINNEST`;
 * else pore, which is vacuum, frozen electrolyte or frost. Finer codes: SEI of which at least half is crystalline is 7.
 */
export function specimenTruth({ shape, layers }: ProjectedSpecimen): SpecimenTruth {
  const n = voxelCount(shape);
  const labels = new Uint8Array(n);
  const codes = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    let [li, sei, crystalline, carbon, copper] = [0, 0, 0, 0, 0];
    for (const { material, thickness, grains } of layers) {
      const t = thickness[i] ?? 0;
      if (material === 'lithium') li += t;
      else if (material === 'carbon') carbon += t;
      else if (material === 'copper') copper += t;
      else if (SEI_MATERIALS.has(material)) {
        sei += t;
        if ((grains?.[i] ?? 0) > 0) crystalline += t;
      }
    }
    const solid = li + sei;
    let phase: number = PHASE.pore;
    if (solid >= THINNEST) phase = li >= LITHIUM_SHARE * solid ? PHASE.lithium : PHASE.sei;
    else if (copper >= THINNEST) phase = PHASE.collector;
    else if (carbon >= THINNEST) phase = PHASE.other;
    labels[i] = phase;
    codes[i] = phase === PHASE.sei && crystalline >= 0.5 * sei ? CRYSTALLINE_SEI : phase;
  }
  return { labels, codes };
}

export interface ProjectionOptions {
  /** along which the beam runs; z */
  readonly axis?: 0 | 1 | 2;
  /** what the SEI consists of; amorphous organic */
  readonly sei?: SpecimenMaterial;
  /** electrolyte stays as a frozen film, or was rinsed off as usual */
  readonly electrolyte?: 'rinsed' | 'frozen';
}

/** A label volume seen along an axis: each phase becomes a layer of the thickness that its voxels add up to. */
export function projectLabels(labels: Uint8Array, shape: Shape3, spacing: Vec3, options: ProjectionOptions = {}): ProjectedSpecimen {
  const { axis = 0, sei = 'organic', electrolyte = 'rinsed' } = options;
  if (labels.length !== voxelCount(shape))
    throw new InvalidInputError(`The labels have ${labels.length} voxels, the shape ${shape.join(' x ')} needs ${voxelCount(shape)}.`);
  const kept = ([0, 1, 2] as const).filter((a) => a !== axis);
  const [rowAxis = 1, columnAxis = 2] = kept;
  const [pixel, other] = [spacing[columnAxis], spacing[rowAxis]];
  if (Math.abs(pixel - other) > 1e-3 * pixel)
    throw new InvalidInputError(
      `The pixels of the projection would be ${other} x ${pixel} m; choose an axis across which voxels are square.`,
    );
  const strides = [shape[1] * shape[2], shape[2], 1] as const;
  const [ny, nx, depth] = [shape[rowAxis], shape[columnAxis], shape[axis]];
  const counts = Array.from({ length: 7 }, () => new Float32Array(ny * nx));
  for (let y = 0, i = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      let at = y * strides[rowAxis] + x * strides[columnAxis];
      for (let k = 0; k < depth; k++, at += strides[axis]) {
        const layer = counts[labels[at] ?? 0];
        if (layer !== undefined) layer[i] = (layer[i] ?? 0) + spacing[axis];
      }
    }
  const materials: readonly (readonly [number, SpecimenMaterial])[] = [
    [PHASE.lithium, 'lithium'],
    [PHASE.sei, sei],
    ...(electrolyte === 'frozen' ? ([[PHASE.electrolyte, 'electrolyte']] as const) : []),
    [PHASE.collector, 'copper'],
    [PHASE.other, 'carbon'],
  ];
  const layers = materials.flatMap(([phase, material]) => {
    const thickness = counts[phase];
    return thickness === undefined ? [] : [{ material, thickness }];
  });
  return { shape: [1, ny, nx], pixel, layers };
}
