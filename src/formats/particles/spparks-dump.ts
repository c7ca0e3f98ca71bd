/**
 * SPPARKS dumps look like those of LAMMPS, but their time step has two numbers (snapshot, time), their box has no flags,
 * and the value of a site is called `type`. The hash covers all columns, like that of a LAMMPS dump.
 */
import type { GeometryFormat } from '../format.js';
import { POINTS_TEXT } from './frames.js';
import type { ParticleFrame } from './frames.js';
import { onGrid } from './point-grid.js';
import { openDump, sniffDump } from './lammps-dump.js';

/** Sites of a lattice that form a grid are one cell each. */
function withLattice(frame: ParticleFrame): ParticleFrame {
  return { ...frame, geometry: onGrid(frame.geometry) };
}

export const SPPARKS_DUMP: GeometryFormat = {
  id: 'spparks-dump',
  title: 'SPPARKS dump',
  extensions: ['dump', 'spparks'],
  kinds: ['particles'],
  gzip: true,
  text: {
    reads: `Text dumps of sites, ${POINTS_TEXT}; the frames are indexed in one pass and opened one by one, gzipped files up to 1 GiB decoded.`,
    keeps:
      'Every column as a field, with the value of the site under "type" and vacant sites as they stand; snapshot numbers, times and the box; square and cubic lattices are recognised as grids, one cell a site.',
    loses: 'The file names no length unit: it is asked for. Which sides of the box are periodic is not in the file and counts as none.',
  },
  sniff: (head) => (sniffDump(head) === 'spparks' ? 1 : 0),
  openGeometry: (host, path) => openDump(host, path, { format: 'spparks-dump', unit: () => null, finish: withLattice }),
};
