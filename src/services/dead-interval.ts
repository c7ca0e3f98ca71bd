/**
 * What the uncertainty of the segmentation does to the dead share. The generous, nominal and strict rules over the class
 * probabilities give an interval that is too narrow; the margins of the network's package, fitted on volumes with known
 * truth, make it one that holds the truth as often as it says. Labels carry the margins of the network that made them, so
 * imported labels and those of a scribble classifier have none, and keep the rules alone.
 *
 * Hand edits win over the model: a voxel that was changed counts as certain. The margins stay as they are: they are those of
 * labels as the network leaves them, so after corrections the interval is rather too wide.
 */
import type { RunOptions } from '../base/index.js';
import type { MeasureResult, NamedQuantity } from '../contract/index.js';
import type { DeadFractionCurve } from '../kernels/index.js';
import { flatAxisOf } from '../metrics/index.js';
import { deadShareInterval } from '../segmentation/index.js';
import type { DeadShareMargins } from '../segmentation/index.js';
import { PHASE } from '../volume/index.js';
import type { Curve, Face, LabelVolume } from '../volume/index.js';
import { deadCurveRequest, probabilityIsolationRequest } from '../workers/index.js';
import type { PathSettings } from './headline.js';
import type { ServiceHost } from './service-host.js';
import type { Session, SessionLabels } from './session/session.js';
import { readProbabilityFile } from './volumes/probabilities.js';

type DeadInterval = readonly [number, number];

/** Probabilities of one phase, 255 where it was painted and 0 where it was taken away. */
function withEdits(map: Uint8Array, phase: number, labels: Uint8Array, original: Uint8Array): Uint8Array {
  const edited = map.slice();
  for (let i = 0; i < edited.length; i++) if (labels[i] !== original[i]) edited[i] = labels[i] === phase ? 255 : 0;
  return edited;
}

/** Probabilities of phases under the labels, hand edits included; null where the labels came without. */
export async function probabilityMaps(
  host: ServiceHost,
  { folder }: Session,
  { data, original }: Pick<SessionLabels, 'data' | 'original'>,
  phases: readonly number[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Uint8Array> | null> {
  const stored = folder.document.labels;
  if (stored === null || !Object.hasOwn(stored.probabilities, String(PHASE.lithium))) return null;
  const maps = await readProbabilityFile(host, folder.inside(stored.folder), signal, phases);
  const first = await original();
  return new Map([...maps].map(([phase, map]) => [phase, withEdits(map, phase, data, first)]));
}

export interface DeadUncertainty {
  /** smallest and largest dead share of the three rules; null when one of them finds no lithium */
  readonly rules: DeadInterval | null;
  /** of the network that made the labels; null: it has none, or no network made them */
  readonly margins: DeadShareMargins | null;
  /** dead share at every probability threshold, 18 neighbours; null for volumes where the sweep takes too long */
  readonly curve: Curve | null;
}

/** voxels above which the sweep over all thresholds takes minutes */
const CURVE_VOXELS = 64e6;
/** lithium voxels that a share needs */
const LEAST_LITHIUM = 100;

function curveOf({ lithium, dead }: DeadFractionCurve): Curve {
  const levels = Array.from({ length: 229 }, (_, i) => i + 13).filter((level) => (lithium[level] ?? 0) >= LEAST_LITHIUM);
  return {
    id: 'isolation.dead_share_by_threshold',
    title: 'Dead share against the probability that counts as lithium (18 neighbours)',
    x: { label: 'probability threshold', unit: '1', values: levels.map((level) => level / 255) },
    y: { label: 'dead share', unit: '1', values: levels.map((level) => (dead[level] ?? 0) / (lithium[level] ?? 1)) },
  };
}

/** Of the labels that were measured, whatever was edited since. null: there are no probabilities (imported labels), no collector, or a 2D image. */
export async function deadUncertainty(
  host: ServiceHost,
  session: Session,
  measured: LabelVolume,
  faces: readonly Face[],
  path: PathSettings,
  { signal }: RunOptions,
): Promise<DeadUncertainty | null> {
  const { labels } = session;
  if (labels === null || faces.length === 0 || flatAxisOf(measured.shape) !== null) return null;
  const maps = await probabilityMaps(
    host,
    session,
    { data: measured.data, original: labels.original },
    [PHASE.lithium, PHASE.collector],
    signal,
  );
  const map = maps?.get(PHASE.lithium);
  if (map === undefined) return null;
  const dense = path.collectorBodyLabel === null ? undefined : maps?.get(PHASE.collector);
  const { workers } = host.ports;
  const { shape } = measured;
  const lithium = workers.share(map);
  const options = { collectorFaces: faces, haloVoxels: path.haloVoxels ?? 0, ...(dense === undefined ? {} : { dense }) };
  const [{ interval }, counts] = await Promise.all([
    workers.run(probabilityIsolationRequest, { lithium, shape, options }, signal),
    map.length > CURVE_VOXELS ? null : workers.run(deadCurveRequest, { lithium, shape, connectivity: 18, options }, signal),
  ]);
  const margins = session.folder.document.labels?.segmentation?.deadShare ?? null;
  return { rules: interval, margins, curve: counts === null ? null : curveOf(counts) };
}

type DeadShare = Pick<NamedQuantity, 'metric' | 'value' | 'uncertainty' | 'note'> | MeasureResult['document']['results'][number];

/** The dead share with its interval beside its others, and a word on what the interval is. */
export function withSegmentation<T extends DeadShare>(quantity: T, found: Pick<DeadUncertainty, 'rules' | 'margins'> | null): T {
  const { value, metric } = quantity;
  if (metric !== 'isolation.f_dead' || typeof value !== 'number' || !found?.rules) return quantity;
  const { rules, margins } = found;
  const connectivity = 'params' in quantity ? quantity.params['connectivity'] : undefined;
  // the margins were fitted for 18 neighbours
  const fits = connectivity === undefined || connectivity === 18;
  const uncertainty =
    margins !== null && fits ? { segmentation: [...deadShareInterval(value, rules, margins)] } : { 'segmentation-rules': [...rules] };
  const said = margins !== null && fits ? calibratedNote(margins) : RULES_NOTE;
  return {
    ...quantity,
    uncertainty: { ...quantity.uncertainty, ...uncertainty },
    note: quantity.note ? `${quantity.note}; ${said}` : said,
  };
}

function calibratedNote({ coverage, volumes }: DeadShareMargins): string {
  return `segmentation: made to hold the truth in ${Math.round(100 * coverage)} % of volumes like the ${volumes} simulated ones that it was fitted on`;
}

const RULES_NOTE =
  'segmentation rules: only what three probability thresholds span (0.3, 0.5, 0.7), which is often too narrow to hold the truth';
