/**
 * LAMMPS dumps: frames of atoms with named columns.
 *
 * The hash is taken over all columns of numbers of the first frame, row by row in the order of the file, ids and
 * scaled coordinates as they stand; columns of words (element) are left out.
 */
import type { GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { readDumpFrame } from './dump-frame.js';
import { corrupt } from '../limits.js';
import { indexDump } from './dump-index.js';
import type { DumpIndex } from './dump-index.js';
import { particleSource, POINTS_TEXT, wordNote } from './frames.js';
import type { FoundRun, ParticleFrame } from './frames.js';
import { lammpsUnit } from './lammps-box.js';
import { Words } from './row-table.js';
import { TextScanner } from './text-scanner.js';

/** The two dialects of a dump share everything but their unit and what a lattice is. */
interface DumpDialect {
  readonly format: string;
  unit(index: DumpIndex): FoundRun['unit'];
  finish?(frame: ParticleFrame): ParticleFrame;
}

export async function openDump(host: FormatHost, path: string, dialect: DumpDialect): Promise<GeometrySource> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    const index = await indexDump(new TextScanner(bytes));
    const { frames, warnings } = index;
    const words = new Words();
    return await particleSource({
      format: dialect.format,
      bytes,
      path,
      unit: dialect.unit(index),
      frames: frames.map(({ step, time }) => ({ step, ...(time === undefined ? {} : { time }) })),
      warnings,
      notes: () => wordNote('The element', words.names),
      async read(i, signal) {
        const found = frames[i];
        if (found === undefined) throw corrupt(bytes.name, `it has no frame ${i}`);
        const frame = await readDumpFrame(bytes, found, words, signal);
        return dialect.finish?.(frame) ?? frame;
      },
    });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** The first lines of a dump, and whether its time step has two numbers, as SPPARKS writes. */
export function sniffDump(head: Uint8Array): 'lammps' | 'spparks' | null {
  const text = new TextDecoder('latin1').decode(head);
  if (!/^ITEM: (?:TIMESTEP|UNITS|TIME)\b/.test(text)) return null;
  return /^ITEM: TIMESTEP[ \t]*\r?\n[ \t]*-?\d+[ \t]+[-+.\deE]+[ \t]*\r?\n/m.test(text) ? 'spparks' : 'lammps';
}

export const LAMMPS_DUMP: GeometryFormat = {
  id: 'lammps-dump',
  title: 'LAMMPS dump',
  extensions: ['lammpstrj', 'dump'],
  kinds: ['particles'],
  gzip: true,
  text: {
    reads:
      `Dumps of style custom and atom with x y z, xu, xs or xsu in any order of columns, ${POINTS_TEXT}; the frames are indexed in one pass and ` +
      'opened one by one, gzipped files up to 1 GiB decoded. Tilted boxes and boxes with free edges are understood.',
    keeps:
      'Every column as a field, the rows in the order of the file, the box with its periodic sides, time steps, and the length unit where an ITEM: UNITS names one that has a length.',
    loses:
      'Units of style lj have no length: it is asked for. Refused: dumps of bonds, grids and local values, atoms without column names.',
  },
  sniff: (head) => (sniffDump(head) === 'lammps' ? 1 : 0),
  openGeometry: (host, path) =>
    openDump(host, path, { format: 'lammps-dump', unit: ({ units }) => lammpsUnit(units, `ITEM: UNITS ${units ?? ''}`) }),
};
