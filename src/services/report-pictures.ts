/** Three slices through the middle, with the segmentation laid over. */
import type { RunOptions } from '../base/index.js';
import { composePicture } from '../report/index.js';
import type { ReportPicture } from '../report/index.js';
import { setupKey } from '../study/index.js';
import type { SliceAxis } from '../review/index.js';
import type { ServiceHost } from './service-host.js';
import { refreshReview } from './review.js';
import { labelsVersion } from './session/session.js';
import type { Session } from './session/session.js';
import { createSliceAccess } from './slices.js';

/** Larger slices are left out: the report stays one file that can be sent. */
const MOST_PIXELS = 1400 * 1400;

const ACROSS: Readonly<Record<SliceAxis, string>> = {
  z: 'y down, x to the right',
  y: 'z down, x to the right',
  x: 'z down, y to the right',
};

export async function reportPictures(host: ServiceHost, session: Session, options: RunOptions): Promise<ReportPicture[]> {
  const { labels } = session;
  if (labels === null) return [];
  const { document } = session.folder;
  const fresh = session.derived?.labelsVersion === labelsVersion(labels) && session.derived.setupKey === setupKey(document);
  if (!fresh) await refreshReview(host, session, { signal: options.signal });
  const slices = createSliceAccess(host);
  const shape = session.image.reader.shape;
  const pictures: ReportPicture[] = [];
  for (const [axis, n] of [
    ['z', shape[0]],
    ['y', shape[1]],
    ['x', shape[2]],
  ] as const) {
    const flat = shape[0] === 1 && axis !== 'z';
    const sameShape = labels.shape.every((length, a) => length === shape[a]);
    if (flat || !sameShape) continue;
    const index = Math.floor(n / 2);
    const get = (layer: string) => slices.slice({ study: session.id, layer, axis, index, signal: options.signal });
    const grey = await get('image');
    const [rows, columns] = grey.shape;
    if (rows * columns > MOST_PIXELS) continue;
    const label = await get('labels');
    const isolation = (session.derived?.isolation ?? null) === null ? null : (await get('isolation')).data;
    const rgb = composePicture({
      grey: grey.data,
      labels: label.data as Uint8Array,
      isolation: isolation as Uint8Array | null,
      rows,
      columns,
      window: session.window,
    });
    pictures.push({
      title: `Slice ${axis} = ${index}`,
      caption: `Slice ${index} of ${n} along ${axis} (${ACROSS[axis]}), ${columns} x ${rows} voxels, grey values ${session.window.low} to ${session.window.high}, segmentation laid over.`,
      width: columns,
      height: rows,
      png: await host.ports.images.encodePng({ width: columns, height: rows, samples: 3, data: rgb }),
    });
  }
  return pictures;
}
