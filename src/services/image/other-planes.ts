/** Time points and channels of a study's file beside the one that is analysed: read when somebody looks at them. */
import type { StudyPlanes } from '../../contract/index.js';
import { chosenIndices, chosenPlane } from '../../volume/index.js';
import type { AxisName, VolumeSource } from '../../volume/index.js';
import type { Session } from '../session/session.js';
import { readerOf } from './box-reader.js';
import type { BoxReader } from './box-reader.js';
import { preparedReader } from './prepared.js';
import { quickWindow } from './statistics.js';

const LAYER = /^image(?:-t(\d{1,6}))?(?:-c(\d{1,6}))?$/;
/** more channels than can be told apart by colour */
const MAX_CHANNELS = 32;

function sizeOf({ info }: VolumeSource, name: AxisName): number {
  return info.axes.find((axis) => axis.name === name)?.size ?? 1;
}

/** One plane of the file after the prepare steps of the study; what is not said is what is analysed. */
function planeReader(session: Session, time: number | undefined, channel: number | undefined): BoxReader {
  const { document } = session.folder;
  const choice = { time: time ?? document.time, channel: channel ?? document.channel };
  return preparedReader(readerOf(chosenPlane(session.whole, choice), null), document.prepare);
}

/** The reader of a layer named `image-t3`, `image-c1` or `image-t3-c1`; null for other names. */
export function otherPlane(session: Session, layer: string): BoxReader | null {
  const match = LAYER.exec(layer);
  if (match === null || layer === 'image') return null;
  const [time, channel] = match.slice(1).map((text) => (text === undefined ? undefined : Number(text)));
  // refuses an index that the file has not, by name
  chosenIndices(session.whole.info, { time, channel });
  return planeReader(session, time, channel);
}

/** Frames of a series are paged through like planes, so that they are no time points of one volume. */
function timesOf(session: Session): number {
  const { whole, folder } = session;
  return sizeOf(whole, 'z') > 1 || folder.document.time !== undefined || whole.info.axes.some((axis) => axis.name === 'z')
    ? sizeOf(whole, 't')
    : 1;
}

/** Interleaved red, green and blue, maybe with an alpha. */
function isColour({ info }: VolumeSource): boolean {
  const last = info.axes.at(-1);
  return last?.name === 'c' && (last.size === 3 || last.size === 4) && /^uint(8|16)$/.test(info.dtype);
}

/** The default window of each channel comes from a few planes; the colours of a picture share one, so that they stay true. */
export async function studyPlanes(session: Session, signal?: AbortSignal): Promise<StudyPlanes> {
  const { whole, folder } = session;
  const count = sizeOf(whole, 'c');
  const colour = isColour(whole);
  const channels: StudyPlanes['channels'] = [];
  for (let c = 0; count > 1 && c < Math.min(colour ? 3 : count, MAX_CHANNELS); c++) {
    const name = whole.info.channels?.[c]?.name ?? (colour ? (['Red', 'Green', 'Blue'][c] ?? '') : `Channel ${c + 1}`);
    if (colour && whole.info.dtype === 'uint8') channels.push({ name, low: 0, high: 255, min: 0, max: 255 });
    else {
      const { low, high, min, max } = await quickWindow(readerOf(chosenPlane(whole, { time: folder.document.time, channel: c }), null), {
        signal,
      });
      channels.push({ name, low, high, min, max });
    }
  }
  const [high, max] = [Math.max(...channels.map((one) => one.high)), Math.max(...channels.map((one) => one.max))];
  if (colour) for (const one of channels) Object.assign(one, { low: 0, high, min: 0, max });
  return { times: timesOf(session), time: folder.document.time ?? 0, channel: folder.document.channel ?? 0, isColour: colour, channels };
}
