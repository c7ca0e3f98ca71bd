/** Rows summed up: what was trained on, what was not, and by family, contrast and cell, each mean with its interval. */
import { createRng } from '../../base/index.js';
import { bootstrapMean } from '../../kernels/index.js';
import type { MeanInterval } from '../../kernels/index.js';
import type { Scores, Verdict } from './scores.js';

export interface Row {
  readonly volume: string;
  readonly sha256: string;
  readonly modality: string | null;
  readonly family: string | null;
  readonly cell: string | null;
  readonly regime: string | null;
  readonly cnr: number | null;
  /** pictures of one structure count as one draw in the intervals */
  readonly structure: string;
  readonly heldOut: { readonly family: boolean; readonly regime: boolean };
  readonly method: string;
  /** version and hash of a model, nothing for a baseline */
  readonly methodVersion: string;
  readonly seconds: number;
  readonly haloVoxels: number;
  readonly verdict: { readonly truth: Verdict; readonly measured: Verdict };
  readonly outOfRange: { readonly level: string; readonly score: number | null; readonly measures?: Record<string, number> } | null;
  readonly scores: Scores;
}

export interface Group {
  readonly name: string;
  readonly method: string;
  readonly volumes: number;
  readonly structures: number;
  /** most lithium called live, dead or unknown where the truth says otherwise */
  readonly verdictsFlipped: number;
  readonly scores: Readonly<Record<string, MeanInterval & { readonly volumes: number }>>;
}

const CNR_STEPS: readonly (readonly [name: string, from: number, to: number])[] = [
  ['CNR below 1.5', 0, 1.5],
  ['CNR 1.5 to 3', 1.5, 3],
  ['CNR 3 to 6', 3, 6],
  ['CNR above 6', 6, Infinity],
];

/** Names of the groups that a row belongs to. */
function groupsOf({ family, cell, cnr, heldOut }: Row): readonly string[] {
  const kind = heldOut.family ? 'families never trained on' : heldOut.regime ? 'imaging never trained on' : 'families trained on';
  return [
    'all',
    kind,
    ...(family === null ? [] : [`family ${family}`]),
    ...(cell === null ? [] : [`${cell} cell`]),
    ...(cnr === null ? [] : CNR_STEPS.filter(([, from, to]) => cnr >= from && cnr < to).map(([name]) => name)),
  ];
}

export function groupRows(rows: readonly Row[]): readonly Group[] {
  const methods = [...new Set(rows.map((row) => row.method))];
  const names = [...new Set(rows.flatMap(groupsOf))].sort();
  return names.flatMap((name) =>
    methods.map((method) => {
      const own = rows.filter((row) => row.method === method && groupsOf(row).includes(name));
      return {
        name,
        method,
        volumes: own.length,
        structures: new Set(own.map((row) => row.structure)).size,
        verdictsFlipped: own.filter(({ verdict }) => verdict.truth !== verdict.measured).length,
        scores: meansOf(own),
      };
    }),
  );
}

function meansOf(rows: readonly Row[]): Group['scores'] {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.scores)))].sort();
  const entries = keys.flatMap((key) => {
    const known = rows.filter((row) => typeof row.scores[key] === 'number');
    const mean = bootstrapMean(
      known.map((row) => row.scores[key] ?? 0),
      known.map((row) => row.structure),
      createRng(1).fork(key),
    );
    return mean === null ? [] : [[key, { ...mean, volumes: known.length }] as const];
  });
  return Object.fromEntries(entries);
}
