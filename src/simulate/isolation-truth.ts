/** How much lithium is cut off, from labels that are true by construction. */
import { labelComponents } from '../kernels/components.js';
import { touchesFaces } from '../kernels/face-voxels.js';
import { FACES, PHASE } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';

export interface IsolationTruth {
  /** voxels of lithium that no path joins to the collector and no other face cuts, over all lithium; null without lithium */
  readonly dead: number | null;
  /** cut off as far as seen, but cut by a face of the box */
  readonly unknown: number | null;
}

/**
 * Live: hangs together, through lithium and collector, with the face the deposit grows from. The collector is one piece,
 * so this equals "touches the collector" under the same neighbourhood.
 */
export function isolationTruth(labels: Uint8Array, shape: Shape3, face: (typeof FACES)[number], connectivity: 6 | 18 | 26): IsolationTruth {
  const components = labelComponents(labels, shape, connectivity, { values: [PHASE.lithium, PHASE.collector] });
  const touched = touchesFaces(components.labels, components.count, shape);
  const collector = 1 << FACES.indexOf(face);
  let total = 0;
  let dead = 0;
  let unknown = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== PHASE.lithium) continue;
    total++;
    const bits = touched[components.labels[i] ?? 0] ?? 0;
    if ((bits & collector) !== 0) continue;
    if (bits === 0) dead++;
    else unknown++;
  }
  return total === 0 ? { dead: null, unknown: null } : { dead: dead / total, unknown: unknown / total };
}

/** 1 on the dead lithium: no path through lithium and collector joins it to any face of the box. */
export function deadLithium(labels: Uint8Array, shape: Shape3, connectivity: 6 | 18 | 26): Uint8Array {
  const components = labelComponents(labels, shape, connectivity, { values: [PHASE.lithium, PHASE.collector] });
  const touched = touchesFaces(components.labels, components.count, shape);
  return labels.map((label, i) => (label === PHASE.lithium && (touched[components.labels[i] ?? 0] ?? 0) === 0 ? 1 : 0));
}

/** Share of the box per phase id. */
export function phaseFractions(labels: Uint8Array): Record<string, number> {
  const counts = new Uint32Array(256);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const fractions: Record<string, number> = {};
  counts.forEach((count, id) => {
    if (count > 0) fractions[String(id)] = count / labels.length;
  });
  return fractions;
}
