/** Structures from generators, matched to an imaged one: same voxel size, same box, same lithium per area, several seeds. */
import { checkAborted, completeParams, createRng } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { GeneratedSet, Structure } from '../compare/index.js';
import { cropBox, layerCounts } from '../kernels/index.js';
import type { Generator } from '../simulate/index.js';
import { faceGeometry, labelVolume, PHASE, voxelCount } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { parseParams } from './generator-params.js';
import { findGenerator } from './simulate.js';

export interface GeneratorChoice {
  readonly id: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Stands for one voxel where the voxel size is unknown; the generated structures then have none either. */
const NOMINAL_VOXEL = 1e-6;

/** The structure above its collector: layers that are mostly collector are cut off, as generators grow from a bare plane. */
export function withoutCollector(structure: Structure): Structure {
  const { labels, collectorFaces } = structure;
  const face = collectorFaces[0];
  if (face === undefined) return structure;
  const { axis, atEnd } = faceGeometry(face);
  const { shape } = labels;
  const half = voxelCount(shape) / shape[axis] / 2;
  const layers = layerCounts(labels.data, shape, PHASE.collector, face);
  let depth = 0;
  while (depth < layers.length - 1 && (layers[depth] ?? 0) >= half) depth++;
  if (depth === 0) return structure;
  const size = shape.map((n, a) => (a === axis ? n - depth : n)) as unknown as Shape3;
  const start = shape.map((_, a) => (a === axis && !atEnd ? depth : 0)) as unknown as Shape3;
  const data = cropBox(labels.data, shape, start, size) as Uint8Array;
  return { ...structure, labels: labelVolume(data, size, labels.calibration, labels.provenance.source) };
}

/** What a generated structure shares with the image, for the parameters that the generator has. */
function matchedParams(generator: Generator, structure: Structure): Record<string, number> {
  const { labels, collectorFaces } = structure;
  const { shape, data, calibration } = labels;
  const face = collectorFaces[0];
  const axis = face === undefined ? 0 : faceGeometry(face).axis;
  const [first, second] = ([0, 1, 2] as const).filter((a) => a !== axis);
  const spacing = calibration.spacing ?? [NOMINAL_VOXEL, NOMINAL_VOXEL, NOMINAL_VOXEL];
  const extent = (a: 0 | 1 | 2 | undefined): number => (a === undefined ? NOMINAL_VOXEL : shape[a] * spacing[a]);
  const lithium = layerCounts(data, shape, PHASE.lithium, face ?? 'z-').reduce((sum, n) => sum + n, 0);
  const matched: Readonly<Record<string, number>> = {
    dimension: shape.includes(1) ? 2 : 3,
    voxel: Math.max(...spacing),
    particle: 2 * Math.max(...spacing),
    thickness: (lithium / (voxelCount(shape) / shape[axis])) * spacing[axis],
    height: extent(axis),
    depth: extent(first),
    width: extent(second),
  };
  return Object.fromEntries(Object.entries(matched).filter(([id]) => generator.params.some((spec) => spec.id === id)));
}

/** tries at a denser deposit; each multiplies the parameter once more */
const DENSER_TRIES = 5;
/** share of the wanted lithium below which the deposit did not fit into the box */
const ENOUGH = 0.95;

/**
 * Parameters under which the wanted amount of lithium fits into the box: a sparse deposit reaches its top too early, and
 * structures with less lithium would differ from the image for that reason alone. What a person chose stays as it is.
 */
async function fittingParams(
  generator: Generator,
  params: Record<string, number>,
  chosen: ReadonlySet<string>,
  options: RunOptions,
): Promise<Record<string, number>> {
  const { denser } = generator;
  if (denser === undefined || chosen.has(denser.param)) return params;
  const least = generator.params.find((spec) => spec.id === denser.param)?.min ?? 0;
  let fitting = params;
  for (let i = 0; i < DENSER_TRIES; i++) {
    checkAborted(options.signal);
    const { truth } = await generator.run(fitting, createRng(1), { signal: options.signal });
    const { lithiumVoxels, wantedVoxels } = truth;
    if (typeof lithiumVoxels !== 'number' || typeof wantedVoxels !== 'number' || lithiumVoxels >= ENOUGH * wantedVoxels) break;
    const value = (fitting[denser.param] ?? 1) * denser.factor;
    if (value < least) break;
    fitting = { ...fitting, [denser.param]: value };
  }
  return fitting;
}

export async function generatedSets(
  structure: Structure,
  choices: readonly GeneratorChoice[],
  seeds: number,
  options: RunOptions,
): Promise<GeneratedSet[]> {
  const known = structure.labels.calibration.spacing !== null;
  const sets: GeneratedSet[] = [];
  for (const choice of choices) {
    const generator = findGenerator(choice.id);
    const texts = Object.fromEntries(Object.entries(choice.params ?? {}).map(([id, value]) => [id, String(value)]));
    const matched = completeParams(generator.params, { ...matchedParams(generator, structure), ...parseParams(generator.params, texts) });
    const params = await fittingParams(generator, matched, new Set(Object.keys(texts)), options);
    const structures: Structure[] = [];
    const used = Array.from({ length: seeds }, (_, k) => k + 1);
    for (const seed of used) {
      checkAborted(options.signal);
      const made = await generator.run(params, createRng(seed), { signal: options.signal });
      const calibration = known ? made.labels.calibration : structure.labels.calibration;
      structures.push({
        name: `${generator.title}, seed ${seed}`,
        labels: { ...made.labels, calibration },
        collectorFaces: made.collectorFace === null ? [] : [made.collectorFace],
      });
      options.onProgress?.({ done: seed, total: seeds, what: `structures of ${generator.title}` });
    }
    sets.push({ id: generator.id, title: generator.title, params, seeds: used, structures });
  }
  return sets;
}
