/** The one table of label values. Isolation (live, dead, unknown) is derived from it, never painted. */

export interface Phase {
  readonly id: number;
  /** name on the command line and in files */
  readonly name: string;
  readonly title: string;
  /** sRGB hex on the dark theme; distinguishable under protan, deutan and tritan vision */
  readonly color: string;
}

export const PHASES: readonly Phase[] = [
  { id: 0, name: 'unassigned', title: 'Unassigned', color: '#000000' },
  { id: 1, name: 'lithium', title: 'Lithium', color: '#578def' },
  { id: 2, name: 'sei', title: 'SEI', color: '#fff24f' },
  { id: 3, name: 'electrolyte', title: 'Electrolyte / polymer', color: '#3cd796' },
  { id: 4, name: 'pore', title: 'Pore / gas / void', color: '#6350bc' },
  { id: 5, name: 'collector', title: 'Current collector', color: '#9d7b90' },
  { id: 6, name: 'other', title: 'Separator / cathode / other', color: '#a6ffff' },
];

export const PHASE = { unassigned: 0, lithium: 1, sei: 2, electrolyte: 3, pore: 4, collector: 5, other: 6 } as const;

/** Derived states of lithium voxels, in the order of their codes 0..3 (0: not lithium). */
export const ISOLATION_STATES = ['none', 'live', 'dead', 'unknown'] as const;
export type IsolationState = (typeof ISOLATION_STATES)[number];
export const DEAD_COLOR = '#d96b18';

/** Phase by name or id text ("sei", "2", "gas"), or undefined. */
export function findPhase(text: string): Phase | undefined {
  const key = text.trim().toLowerCase();
  const alias: Readonly<Record<string, string>> = {
    li: 'lithium',
    gas: 'pore',
    void: 'pore',
    polymer: 'electrolyte',
    copper: 'collector',
    background: 'unassigned',
    separator: 'other',
  };
  const name = Object.hasOwn(alias, key) ? alias[key] : key;
  return PHASES.find((phase) => phase.name === name || String(phase.id) === key);
}
