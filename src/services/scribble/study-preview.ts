/** The slice on screen as the classifier sees it now. */
import type { ScribblePreview } from '../../contract/index.js';
import { labelSlice, sliceTables } from '../../segmentation/index.js';
import type { SliceAxis } from '../../segmentation/index.js';
import type { ModelChoice } from '../models.js';
import type { ServiceHost } from '../service-host.js';
import type { Session } from '../session/session.js';
import { classifierHash } from './classifier-file.js';
import { labelCounts } from './counts.js';
import { canLearn, learntNow, learntOf, preparedOf, scribbleStateOf, type RunControl } from './study-classifier.js';
import { strokesOf } from './study-strokes.js';

interface Shown {
  readonly axis: SliceAxis;
  readonly index: number;
  readonly version: string;
  readonly data: Uint8Array;
}

const shown = new WeakMap<Session, Shown>();

/** null: too little is painted to learn from, but the slice is ready for when there is. */
export async function previewSlice(
  host: ServiceHost,
  session: Session,
  asked: { readonly choice: ModelChoice | undefined; readonly axis: SliceAxis; readonly index: number },
  run: RunControl,
): Promise<ScribblePreview | null> {
  const { clock } = host.ports;
  const started = clock.monotonic();
  const { axis, index, choice } = asked;
  const { setup, tables } = await preparedOf(host, session, choice, run);
  if (!canLearn(await strokesOf(host, session)) && (await learntOf(host, session)) === null) {
    await sliceTables(setup, tables, axis, index);
    return null;
  }
  const { classifier } = await learntNow(host, session, choice, run);
  const data = await labelSlice(setup, classifier, tables, axis, index);
  const version = `${session.image.key}-${classifierHash(host, classifier).slice(0, 16)}`;
  shown.set(session, { axis, index, version, data });
  return {
    axis,
    index,
    version,
    seconds: (clock.monotonic() - started) / 1000,
    phases: labelCounts(data),
    state: await scribbleStateOf(host, session),
  };
}

/** The last preview, when it is of this slice. */
export function previewOf(session: Session, axis: SliceAxis, index: number): Pick<Shown, 'data' | 'version'> | null {
  const last = shown.get(session);
  return last?.axis === axis && last.index === index ? last : null;
}
