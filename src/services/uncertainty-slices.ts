/** Layers that say how sure the labels are: entropy of the probabilities, disagreement of averaged runs, a second result. */
import { NotFoundError } from '../base/index.js';
import { gatherPlane } from '../kernels/index.js';
import { slicePlane } from '../review/index.js';
import type { SliceRequest, SliceResult } from './core-types.js';
import { differencePlane } from './difference-study.js';
import type { ServiceHost } from './service-host.js';
import { labelsVersion } from './session/session.js';
import type { Session } from './session/session.js';
import { probabilityReader } from './volumes/probabilities.js';

function missing(layer: string, what: string): NotFoundError {
  return new NotFoundError(`There is no layer "${layer}" yet: ${what}.`, { code: 'no-such-layer', subject: layer });
}

/** p ln p of a probability given as a byte */
const TERMS = Float64Array.from({ length: 256 }, (_, byte) => (byte === 0 ? 0 : (byte / 255) * Math.log(byte / 255)));

/** Entropy over the phases and what is left of them, 0..255 of the largest that so many phases can have. */
export function entropyOf(planes: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(planes[0]?.length ?? 0);
  const scale = 255 / Math.log(Math.max(2, planes.length));
  for (let i = 0; i < out.length; i++) {
    let left = 255;
    let entropy = 0;
    for (const plane of planes) {
      const byte = plane[i] as number;
      left -= byte;
      entropy -= TERMS[byte] as number;
    }
    // rounding leaves a few parts of 255 over, and they are no class
    if (left > planes.length) entropy -= TERMS[Math.min(255, left)] as number;
    out[i] = Math.min(255, Math.round(entropy * scale));
  }
  return out;
}

/** One plane of one channel of the probabilities of a study. */
async function channelPlane(host: ServiceHost, session: Session, channel: number, request: SliceRequest): Promise<Uint8Array> {
  const { labels } = session.folder.document;
  if (labels === null) return new Uint8Array(0);
  const { axis, index, signal } = request;
  const key = `channel-${channel}/${labels.key}/${axis}/${index}`;
  const kept = session.planes.get(key);
  if (kept instanceof Uint8Array) return kept;
  const reader = probabilityReader(host, session.folder.inside(labels.folder), channel, labels.shape);
  const [nz, ny, nx] = labels.shape;
  const along = axis === 'z' ? 0 : axis === 'y' ? 1 : 2;
  const start: [number, number, number] = [0, 0, 0];
  const size: [number, number, number] = [nz, ny, nx];
  [start[along], size[along]] = [index, 1];
  const data = await reader.read(start, size, signal);
  const plane = data instanceof Uint8Array ? data : Uint8Array.from(data);
  session.planes.put(key, plane);
  return plane;
}

export async function entropySlice(host: ServiceHost, session: Session, request: SliceRequest): Promise<SliceResult> {
  const { labels } = session.folder.document;
  const channels = labels === null ? [] : Object.values(labels.probabilities);
  if (labels === null || channels.length === 0) throw missing('entropy', 'the labels come without probabilities');
  const { rows, columns } = slicePlane(labels.shape, request.axis, request.index);
  const planes = await Promise.all(channels.map((channel) => channelPlane(host, session, channel, request)));
  return { data: entropyOf(planes), shape: [rows, columns], dtype: 'uint8', version: labels.key };
}

export async function disagreementSlice(host: ServiceHost, session: Session, request: SliceRequest): Promise<SliceResult> {
  const { labels } = session.folder.document;
  if (labels?.disagreement === undefined) throw missing('disagreement', 'segment the stack with the quality "best"');
  const { rows, columns } = slicePlane(labels.shape, request.axis, request.index);
  const data = await channelPlane(host, session, labels.disagreement, request);
  return { data, shape: [rows, columns], dtype: 'uint8', version: labels.key };
}

export function differenceSlice(session: Session, { axis, index }: SliceRequest): SliceResult {
  const { labels, other } = session;
  if (labels === null || other === undefined || other.data.length !== labels.data.length)
    throw missing('difference', 'compare the labels with a second result first');
  const plane = slicePlane(labels.shape, axis, index);
  const cut = (data: Uint8Array): Uint8Array => Uint8Array.from(gatherPlane(data, plane));
  const data = differencePlane(cut(labels.data), cut(other.data));
  return { data, shape: [plane.rows, plane.columns], dtype: 'uint8', version: `${labelsVersion(labels)}-${other.key}` };
}
