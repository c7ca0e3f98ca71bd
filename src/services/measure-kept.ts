/** Numbers that a study already has and that still hold: a request that is added to them does not measure the rest again. */
import { measureResult } from '../contract/index.js';
import type { MeasureRequest, MeasureResult } from '../contract/index.js';
import { readResult } from './results.js';
import type { ServiceHost } from './service-host.js';
import type { Session } from './session/session.js';

export interface Kept {
  readonly result: MeasureResult;
  /** of the set, without what was asked for beside it */
  readonly set: readonly Entry[];
  /** an entry for each request; null: it is not there yet */
  readonly chosen: readonly (Entry | null)[];
}

type Entry = MeasureResult['document']['results'][number];

const keyOf = ({ metric, params = {} }: MeasureRequest): string =>
  JSON.stringify([metric, Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/** What of the last result holds for these labels and this set-up; null when nothing does. */
export async function keptResult(
  host: ServiceHost,
  session: Session,
  requests: readonly MeasureRequest[],
  now: { readonly labelsVersion: string; readonly setupKey: string },
): Promise<Kept | null> {
  const stored = session.folder.document.results.measure;
  if (stored?.labelsVersion !== now.labelsVersion || stored.setupKey !== now.setupKey) return null;
  const result = await readResult(host, session, 'measure', measureResult);
  if (result === null) return null;
  const { results } = result.document;
  const before = result.chosen ?? [];
  const first = results.length - before.length;
  const found = new Map(before.map((request, k) => [keyOf(request), results[first + k]]));
  return { result, set: results.slice(0, first), chosen: requests.map((request) => found.get(keyOf(request)) ?? null) };
}
