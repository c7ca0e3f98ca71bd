/** The frames of a dump (LAMMPS or SPPARKS): one pass over the file that reads the headers and counts the lines between them. */
import type { FrameInfo, GeometryBox } from '../../volume/index.js';
import { corrupt, unsupported } from '../limits.js';
import { checkedPoints, MAX_FRAMES } from './frames.js';
import { dumpBox } from './lammps-box.js';
import { parseNumber } from './number-text.js';
import type { TextScanner } from './text-scanner.js';

export interface DumpFrame extends FrameInfo {
  readonly count: number;
  readonly columns: readonly string[];
  readonly box: GeometryBox | undefined;
  /** file offset of the first row */
  readonly offset: number;
  /** unit style: said once, it holds for the frames that follow */
  readonly units: string | undefined;
}

export interface DumpIndex {
  readonly frames: readonly DumpFrame[];
  /** unit style, where an ITEM: UNITS names it */
  readonly units: string | undefined;
  readonly warnings: readonly string[];
}

/** lines that a section of unknown name may have */
const MAX_SECTION_LINES = 10_000;

interface Header {
  step: number | undefined;
  time: number | undefined;
  count: number | undefined;
  box: GeometryBox | undefined;
  units: string | undefined;
}

function wholeNumber(name: string, text: string | undefined, what: string): number {
  const value = /^\s*-?\d+\s*$/.test(text ?? '') ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw corrupt(name, `its ${what} "${(text ?? '').trim().slice(0, 40)}" should be a whole number`);
  return value;
}

/** One section before the rows. */
async function readSection(scanner: TextScanner, item: string, header: Header): Promise<void> {
  const { name } = scanner;
  if (item === 'TIMESTEP') {
    const [step, time, ...rest] = ((await scanner.line()) ?? '').trim().split(/\s+/);
    const simulated = time === undefined ? undefined : parseNumber(time);
    if (rest.length > 0 || (time !== undefined && !Number.isFinite(simulated)))
      throw corrupt(name, 'its time step should be one or two numbers');
    header.step = wholeNumber(name, step, 'time step');
    if (simulated !== undefined) header.time = simulated;
  } else if (item === 'TIME') {
    const time = parseNumber(((await scanner.line()) ?? '').trim());
    if (time !== undefined && Number.isFinite(time)) header.time = time;
  } else if (item === 'UNITS') header.units = (await scanner.line())?.trim().toLowerCase();
  else if (item === 'NUMBER OF ATOMS') header.count = wholeNumber(name, await scanner.line(), 'number of atoms');
  else if (item.startsWith('BOX BOUNDS'))
    header.box = dumpBox(name, item.split(/\s+/).slice(2), [await scanner.line(), await scanner.line(), await scanner.line()]);
  else if (/^(?:ENTRIES|NUMBER OF ENTRIES|NUMBER OF (?:GRID|BONDS|LINES|TRIS)|GRID|DIMENSION)/.test(item))
    throw unsupported(name, `this is a dump of "${item.slice(0, 40)}", not of atoms; write one with dump custom or dump atom.`);
  else
    for (let i = 0; ; i++) {
      const line = await scanner.peek();
      if (line === undefined || line.startsWith('ITEM:')) return;
      if (i >= MAX_SECTION_LINES) throw corrupt(name, `its section "${item.slice(0, 40)}" does not end`);
      await scanner.line();
    }
}

/** The header of the next frame, up to its rows; undefined at the end of the file. */
async function nextFrame(scanner: TextScanner, units: string | undefined): Promise<DumpFrame | undefined> {
  const { name } = scanner;
  const header: Header = { step: undefined, time: undefined, count: undefined, box: undefined, units };
  let begun = false;
  for (;;) {
    const line = await scanner.line();
    if (line === undefined) {
      if (begun) throw corrupt(name, 'it ends within the header of a frame');
      return undefined;
    }
    if (line.trim() === '') continue;
    if (!line.startsWith('ITEM:')) throw corrupt(name, `"${line.trim().slice(0, 40)}" stands where an "ITEM:" should be`);
    begun = true;
    const item = line.slice(5).trim();
    if (item !== 'ATOMS' && !item.startsWith('ATOMS ')) {
      await readSection(scanner, item, header);
      continue;
    }
    const columns = item.split(/\s+/).slice(1);
    if (columns.length === 0) throw unsupported(name, 'its atoms have no column names; write it with a dump custom of a newer version.');
    const { step, time, count, box } = header;
    if (step === undefined || count === undefined) throw corrupt(name, 'a frame has no time step or no number of atoms');
    checkedPoints(name, count, columns.length, Infinity);
    return { step, ...(time === undefined ? {} : { time }), count, columns, box, offset: scanner.position, units: header.units };
  }
}

/** All whole frames. A run that was cut keeps them, with a warning. */
export async function indexDump(scanner: TextScanner): Promise<DumpIndex> {
  const frames: DumpFrame[] = [];
  const warnings: string[] = [];
  let units: string | undefined;
  try {
    for (;;) {
      const frame = await nextFrame(scanner, units);
      if (frame === undefined) break;
      const rows = await scanner.skipLines(frame.count);
      if (rows < frame.count) throw corrupt(scanner.name, `it ends after ${rows} of the ${frame.count} atoms of step ${frame.step}`);
      if (frames.length >= MAX_FRAMES)
        throw unsupported(scanner.name, `runs of more than ${MAX_FRAMES} frames are not read; split it.`, 'too-large');
      checkedPoints(scanner.name, frame.count, frame.columns.length, scanner.position - frame.offset);
      units = frame.units;
      frames.push(frame);
    }
  } catch (error) {
    // only the end of the file may be missing: damage before it is an error
    if (frames.length === 0 || scanner.remaining > 0) throw error;
    warnings.push(`The last frame is not whole: the first ${frames.length} frames are read.`);
  }
  if (frames.length === 0) throw corrupt(scanner.name, 'it holds no frame');
  return { frames, units, warnings };
}
