/**
 * Growth of a film on a flat substrate, one particle at a time: the rules that stand for the classes of kinetic roughening.
 *
 * random: a particle stays where it falls. family: it moves to the lowest neighbour (Edwards-Wilkinson). ballistic: it sticks to the
 * first thing it touches (overhangs and pores; Kardar-Parisi-Zhang). rsos: it is refused where a step would exceed one (KPZ).
 */
import type { Rng } from '../base/index.js';
import { besideColumns } from './kmc-sos.js';

export const FILM_RULES = ['random', 'family', 'ballistic', 'rsos'] as const;
export type FilmRule = (typeof FILM_RULES)[number];

export interface Film {
  /** columns along z and x; one along z means two dimensions. Sides periodic */
  readonly columns: readonly [number, number];
  readonly height: Int32Array;
  /** sum of the heights */
  total(): number;
  /** one try at a random column: where the particle came to rest as column and row; -1 when it was refused */
  drop(): { readonly column: number; readonly row: number };
}

/** `arrival`: chance per column that a particle aimed at it arrives; everywhere 1 without it. */
export function createFilm(rule: FilmRule, columns: readonly [number, number], rng: Rng, arrival?: Float32Array): Film {
  const count = columns[0] * columns[1];
  const height = new Int32Array(count);
  const beside = besideColumns(columns);
  const ways = columns[0] === 1 ? 2 : 4;
  let sum = 0;
  const rest = { column: -1, row: -1 };

  function land(column: number, row: number): typeof rest {
    sum += row + 1 - (height[column] ?? 0);
    height[column] = row + 1;
    rest.column = column;
    rest.row = row;
    return rest;
  }

  /** Lowest of a column and its neighbours, the column itself first, ties between neighbours by chance. */
  function lowest(column: number): number {
    let best = column;
    let ties = 0;
    for (let d = 0; d < ways; d++) {
      const other = beside[column * 4 + d] ?? 0;
      const h = height[other] ?? 0;
      const least = height[best] ?? 0;
      if (h < least) {
        best = other;
        ties = 1;
      } else if (h === least && best !== column && rng.int(++ties) === 0) best = other;
    }
    return best;
  }
  function highestBeside(column: number): number {
    let most = 0;
    for (let d = 0; d < ways; d++) most = Math.max(most, height[beside[column * 4 + d] ?? 0] ?? 0);
    return most;
  }
  function lowestBeside(column: number): number {
    let least = Infinity;
    for (let d = 0; d < ways; d++) least = Math.min(least, height[beside[column * 4 + d] ?? 0] ?? 0);
    return least;
  }

  function drop(): typeof rest {
    let column = rng.int(count);
    while (arrival !== undefined && !rng.chance(arrival[column] ?? 1)) column = rng.int(count);
    const h = height[column] ?? 0;
    switch (rule) {
      case 'random':
        return land(column, h);
      case 'family': {
        const to = lowest(column);
        return land(to, height[to] ?? 0);
      }
      case 'ballistic':
        return land(column, Math.max(h, highestBeside(column) - 1));
      case 'rsos':
        if (h > lowestBeside(column)) {
          rest.column = -1;
          rest.row = -1;
          return rest;
        }
        return land(column, h);
    }
  }

  return { columns, height, total: () => sum, drop };
}

/** Standard deviation of the heights: the interface width w(L, t). */
export function interfaceWidth(height: Int32Array): number {
  let sum = 0;
  let squares = 0;
  for (const h of height) {
    sum += h;
    squares += h * h;
  }
  const mean = sum / height.length;
  return Math.sqrt(Math.max(0, squares / height.length - mean * mean));
}
