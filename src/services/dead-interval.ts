/**
 * What the uncertainty of the segmentation does to the dead share: the interval of the generous, nominal and strict
 * rules over the class probabilities. Hand edits win over the model: a voxel that was changed counts as certain.
 */
import type { RunOptions } from '../base/index.js';
import type { MeasureResult, NamedQuantity } from '../contract/index.js';
import { flatAxisOf } from '../metrics/index.js';
import { PHASE } from '../volume/index.js';
import type { Face } from '../volume/index.js';
import { probabilityIsolationRequest } from '../workers/index.js';
import type { PathSettings } from './headline.js';
import type { ServiceHost } from './service-host.js';
import type { Session, SessionLabels } from './session/session.js';
import { readProbabilityFile } from './volumes/probabilities.js';

export type DeadInterval = readonly [number, number];

/** Probabilities of one phase, 255 where it was painted and 0 where it was taken away. */
function withEdits(map: Uint8Array, phase: number, labels: Uint8Array, original: Uint8Array): Uint8Array {
  const edited = map.slice();
  for (let i = 0; i < edited.length; i++) if (labels[i] !== original[i]) edited[i] = labels[i] === phase ? 255 : 0;
  return edited;
}

async function mapsOf(
  host: ServiceHost,
  { folder }: Session,
  labels: SessionLabels,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Uint8Array> | null> {
  const stored = folder.document.labels;
  if (stored === null || !Object.hasOwn(stored.probabilities, String(PHASE.lithium))) return null;
  const maps = await readProbabilityFile(host, folder.inside(stored.folder), signal);
  if (labels.history.undoCount === 0) return maps;
  const original = await labels.original();
  return new Map([...maps].map(([phase, map]) => [phase, withEdits(map, phase, labels.data, original)]));
}

/** null: there are no probabilities (imported labels), no collector, or one of the rules finds no lithium. */
export async function deadInterval(
  host: ServiceHost,
  session: Session,
  faces: readonly Face[],
  path: PathSettings,
  { signal }: RunOptions,
): Promise<DeadInterval | null> {
  const { labels } = session;
  if (labels === null || faces.length === 0 || flatAxisOf(labels.shape) !== null) return null;
  const maps = await mapsOf(host, session, labels, signal);
  const lithium = maps?.get(PHASE.lithium);
  if (lithium === undefined) return null;
  const dense = path.collectorBodyLabel === null ? undefined : maps?.get(PHASE.collector);
  const { workers } = host.ports;
  const options = { collectorFaces: faces, haloVoxels: path.haloVoxels ?? 0, ...(dense === undefined ? {} : { dense }) };
  const { interval } = await workers.run(
    probabilityIsolationRequest,
    { lithium: workers.share(lithium), shape: labels.shape, options },
    signal,
  );
  return interval;
}

type DeadShare = Pick<NamedQuantity, 'metric' | 'uncertainty'> | MeasureResult['document']['results'][number];

/** The dead share with the interval beside its others. */
export function withSegmentation<T extends DeadShare>(quantity: T, interval: DeadInterval | null): T {
  if (interval === null || quantity.metric !== 'isolation.f_dead') return quantity;
  return { ...quantity, uncertainty: { ...quantity.uncertainty, segmentation: [...interval] } };
}
