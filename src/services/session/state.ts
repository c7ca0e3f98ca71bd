/** What the interface shows of a study, put together from the document and the session. */
import type { StudyState } from '../../contract/index.js';
import { imageKey, setupKey, stagesOf } from '../../study/index.js';
import type { ServiceHost } from '../service-host.js';
import { labelsVersion } from './session.js';
import type { Session } from './session.js';

type Layer = NonNullable<StudyState['layers']['labels']>;

function uncertainty(session: Session): Pick<StudyState['layers'], 'entropy' | 'disagreement' | 'difference'> {
  const stored = session.folder.document.labels;
  const { labels, other } = session;
  const made = stored === null ? null : { version: stored.key, shape: stored.shape, dtype: 'uint8' };
  const compared = labels !== null && other !== undefined && other.data.length === labels.data.length;
  return {
    entropy: stored !== null && Object.keys(stored.probabilities).length > 0 ? made : null,
    disagreement: stored?.disagreement === undefined ? null : made,
    difference: compared ? { version: `${labelsVersion(labels)}-${other.key}`, shape: [...labels.shape], dtype: 'uint8' } : null,
  };
}

function layers(session: Session): StudyState['layers'] {
  const { document } = session.folder;
  const { reader } = session.image;
  const labels = session.labels;
  const labelLayer: Layer | null = labels === null ? null : { version: labelsVersion(labels), shape: [...labels.shape], dtype: 'uint8' };
  const { derived } = session;
  const isolation: Layer | null =
    labels === null || derived === null || derived.isolation === null
      ? null
      : { version: `${derived.labelsVersion}-${derived.setupKey}`, shape: [...labels.shape], dtype: 'uint8' };
  return {
    image: { version: imageKey(document, document.prepare), shape: [...reader.shape], dtype: reader.dtype },
    labels: labelLayer,
    isolation,
    ...uncertainty(session),
  };
}

export function editState(session: Session): StudyState['edits'] {
  const labels = session.labels;
  if (labels === null) return { undo: 0, redo: 0, undoTitle: null, redoTitle: null, savedMs: null, restored: 0 };
  const { undoCount, redoCount, undoTitle, redoTitle } = labels.history;
  return { undo: undoCount, redo: redoCount, undoTitle, redoTitle, savedMs: labels.savedMs, restored: labels.restored };
}

function warnings(session: Session): StudyState['warnings'] {
  const { document } = session.folder;
  const { voxel, collector } = document.setup;
  const level = document.labels?.segmentation?.outOfRange.level;
  return [
    ...session.warnings,
    ...document.stack.warnings.map((message) => ({ code: 'stack', message })),
    ...(voxel === null
      ? [{ code: 'unknown-voxel-size', message: 'The voxel size is unknown: physical values are left out until you give it.' }]
      : []),
    ...(collector === null
      ? [{ code: 'no-collector', message: 'No collector face is marked: live and dead lithium cannot be told apart until you mark it.' }]
      : []),
    ...(level === 'warn' || level === 'bad'
      ? [
          {
            code: 'out-of-range',
            message: `The stack lies outside what the model was trained on: ${document.labels?.segmentation?.outOfRange.reasons.join('; ')}.`,
          },
        ]
      : []),
  ];
}

function chosenOf({ dataset, time, channel }: Session['folder']['document']): Pick<StudyState, 'chosen'> {
  if (dataset === undefined && time === undefined && channel === undefined) return {};
  return {
    chosen: {
      ...(dataset === undefined ? {} : { dataset }),
      ...(time === undefined ? {} : { time }),
      ...(channel === undefined ? {} : { channel }),
    },
  };
}

export function stateOf(host: ServiceHost, session: Session): StudyState {
  const { document, path } = session.folder;
  const labels = session.labels;
  const version = labels === null ? null : labelsVersion(labels);
  const current = session.derived?.labelsVersion === version && session.derived?.setupKey === setupKey(document);
  return {
    id: session.id,
    name: document.name,
    folder: host.ports.files.resolve(path),
    stack: document.stack,
    ...chosenOf(document),
    setup: document.setup,
    prepare: document.prepare,
    stages: stagesOf(document, { labelsVersion: version, editCount: labels?.history.undoCount ?? 0, running: session.running }),
    layers: layers(session),
    window: session.window,
    segmentation: document.labels?.segmentation ?? null,
    edits: editState(session),
    headline: current ? [...(session.derived?.headline ?? [])] : [],
    results: {
      measure: document.results.measure !== undefined,
      compare: document.results.compare !== undefined,
      report: document.results.report !== undefined,
    },
    warnings: warnings(session),
  };
}
