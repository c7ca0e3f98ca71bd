/** Pictures by slice: only what the slice needs is read. */
import { InvalidInputError, NotFoundError } from '../base/index.js';
import { gatherPlane } from '../kernels/index.js';
import { slicePlane } from '../review/index.js';
import { imageKey } from '../study/index.js';
import { dtypeOf } from '../volume/index.js';
import type { Shape3, VoxelArray } from '../volume/index.js';
import type { SliceAccess, SliceRequest, SliceResult } from './core-types.js';
import { exportedFile } from './export-file.js';
import type { BoxReader } from './image/box-reader.js';
import { otherPlane } from './image/other-planes.js';
import type { SectionCache } from './image/sections.js';
import { planeAlongX } from './image/strip-cache.js';
import { labelsVersion } from './session/session.js';
import type { Session } from './session/session.js';
import { previewOf } from './scribble/study-preview.js';
import { strokesOf, strokesVersion } from './scribble/study-strokes.js';
import type { ServiceHost } from './service-host.js';
import { differenceSlice, disagreementSlice, entropySlice } from './uncertainty-slices.js';
import { probabilityReader } from './volumes/probabilities.js';

interface ImageLayer {
  readonly reader: BoxReader;
  readonly sections: SectionCache | undefined;
  readonly version: string;
}

async function readPlane(session: Session, layer: ImageLayer, name: string, request: SliceRequest): Promise<VoxelArray> {
  const { axis, index, signal } = request;
  const key = `${name}/${layer.version}/${axis}/${index}`;
  const kept = session.planes.get(key);
  if (kept !== undefined) return kept;
  const [nz, ny, nx] = layer.reader.shape;
  const cached = axis === 'z' ? undefined : await layer.sections?.read(axis, index, signal);
  const start: Shape3 = axis === 'z' ? [index, 0, 0] : axis === 'y' ? [0, index, 0] : [0, 0, index];
  const size: Shape3 = axis === 'z' ? [1, ny, nx] : axis === 'y' ? [nz, 1, nx] : [nz, ny, 1];
  const data = cached ?? (await layer.reader.read(start, size, signal));
  session.planes.put(key, data);
  return data;
}

async function imageSlice(session: Session, layer: ImageLayer, name: string, request: SliceRequest): Promise<SliceResult> {
  const { rows, columns } = slicePlane(layer.reader.shape, request.axis, request.index);
  const data = await readPlane(session, layer, name, request);
  return { data, shape: [rows, columns], dtype: dtypeOf(data), version: layer.version };
}

function arraySlice(data: Uint8Array, shape: Shape3, version: string, { axis, index }: SliceRequest): SliceResult {
  const plane = slicePlane(shape, axis, index);
  const values = axis === 'x' ? planeAlongX(data, shape, version, index) : gatherPlane(data, plane);
  return { data: values, shape: [plane.rows, plane.columns], dtype: 'uint8', version };
}

function missing(layer: string, what: string): NotFoundError {
  return new NotFoundError(`There is no layer "${layer}" yet: ${what}.`, { code: 'no-such-layer', subject: layer });
}

async function probabilitySlice(host: ServiceHost, session: Session, request: SliceRequest): Promise<SliceResult> {
  const phase = request.layer.slice('probability-'.length);
  const labels = session.folder.document.labels;
  const channel = labels !== null && Object.hasOwn(labels.probabilities, phase) ? labels.probabilities[phase] : undefined;
  if (labels === null || channel === undefined) throw missing(request.layer, 'the labels come without probabilities of this phase');
  const reader = probabilityReader(host, session.folder.inside(labels.folder), channel, labels.shape);
  return imageSlice(session, { reader, sections: undefined, version: labels.key }, request.layer, request);
}

async function sliceOf(host: ServiceHost, session: Session, request: SliceRequest): Promise<SliceResult> {
  const { document } = session.folder;
  switch (request.layer) {
    case 'image':
      return imageSlice(session, { ...session.image, version: session.image.key }, 'image', request);
    case 'original':
      return imageSlice(session, { reader: session.original, sections: undefined, version: imageKey(document, []) }, 'original', request);
    case 'labels': {
      if (session.labels === null) throw missing('labels', 'segment the stack or import labels');
      return arraySlice(session.labels.data, session.labels.shape, labelsVersion(session.labels), request);
    }
    // what an eraser brings back: the labels before the first edit
    case 'first-labels': {
      if (session.labels === null) throw missing('first-labels', 'segment the stack or import labels');
      return arraySlice(await session.labels.original(), session.labels.shape, session.labels.key, request);
    }
    case 'isolation': {
      const { derived, labels } = session;
      if (labels === null || derived?.isolation === null || derived === null)
        throw missing('isolation', 'it is made by a refresh of the review');
      return arraySlice(derived.isolation, labels.shape, `${derived.labelsVersion}-${derived.setupKey}`, request);
    }
    case 'entropy':
      return entropySlice(host, session, request);
    case 'disagreement':
      return disagreementSlice(host, session, request);
    case 'difference':
      return differenceSlice(session, request);
    // where somebody showed what is what, and what was learnt from it on this slice
    case 'scribbles': {
      const strokes = await strokesOf(host, session);
      return arraySlice(strokes.data, strokes.shape, strokesVersion(strokes), request);
    }
    case 'scribble-preview': {
      const preview = previewOf(session, request.axis, request.index);
      if (preview === null) throw missing('scribble-preview', 'ask for a preview of this slice');
      const { rows, columns } = slicePlane(session.image.reader.shape, request.axis, request.index);
      return { data: preview.data, shape: [rows, columns], dtype: 'uint8', version: preview.version };
    }
    default: {
      const other = otherPlane(session, request.layer);
      if (other !== null)
        return imageSlice(session, { reader: other, sections: undefined, version: session.image.key }, request.layer, request);
      if (/^probability-[0-6]$/.test(request.layer)) return probabilitySlice(host, session, request);
      throw new InvalidInputError(`There is no layer called "${request.layer}".`, { code: 'no-such-layer', subject: request.layer });
    }
  }
}

const CLASSIFIER_FILE = 'scribble-classifier.json';

export function createSliceAccess(host: ServiceHost): SliceAccess {
  return {
    async slice(request) {
      const session = host.sessions.get(request.study);
      return session.foreground.run(() => sliceOf(host, session, request));
    },
    exportFile: (study, name) => exportedFile(host, study, name),
    async reportFile(study, name) {
      const { folder } = host.sessions.get(study);
      // what was learnt from strokes is downloaded by the same door
      const path = name === CLASSIFIER_FILE ? folder.inside('edits', name) : folder.inside('results', 'report', name);
      if (/[/\\]|^\.+$/.test(name) || !(await host.ports.files.exists(path)))
        throw new NotFoundError(`The report of this study has no file "${name}"; build the report first.`, { subject: name });
      return host.ports.files.readBytes(path, 2 ** 31);
    },
  };
}
