/**
 * Class lists of the n-fold way (Bortz, Kalos & Lebowitz 1975): items of one class share one rate, so an event is chosen by
 * picking a class by its total rate and then any of its items. Adding, removing and picking cost the same however many there are.
 */
import type { Rng } from '../base/index.js';

export interface ClassLists {
  /** class of an item, -1 when it is in none */
  classOf(item: number): number;
  /** puts the item into a class; -1 takes it out */
  move(item: number, to: number): void;
  count(index: number): number;
  /** any item of a class that is not empty */
  pick(index: number, rng: Rng): number;
}

export function createClassLists(items: number, classes: number): ClassLists {
  const lists: number[][] = Array.from({ length: classes }, () => []);
  const member = new Int8Array(items).fill(-1);
  const place = new Int32Array(items);

  function leave(item: number, list: number[]): void {
    const last = list.pop() ?? item;
    if (last === item) return;
    const at = place[item] ?? 0;
    list[at] = last;
    place[last] = at;
  }

  return {
    classOf: (item) => member[item] ?? -1,
    move: (item, to) => {
      const from = member[item] ?? -1;
      if (from === to) return;
      const old = lists[from];
      if (old !== undefined) leave(item, old);
      member[item] = to;
      const list = lists[to];
      if (list === undefined) return;
      place[item] = list.length;
      list.push(item);
    },
    count: (index) => lists[index]?.length ?? 0,
    pick: (index, rng) => {
      const list = lists[index] ?? [];
      return list[rng.int(list.length)] ?? -1;
    },
  };
}

/** A class by its share of the total: `rates[k]` is the rate of one item of class k. -1 when nothing can happen. */
export function pickClass(lists: ClassLists, rates: Float64Array, total: number, rng: Rng): number {
  let rest = rng.next() * total;
  let last = -1;
  for (let k = 0; k < rates.length; k++) {
    const sum = lists.count(k) * (rates[k] ?? 0);
    if (sum <= 0) continue;
    last = k;
    rest -= sum;
    if (rest < 0) return k;
  }
  return last;
}

export function totalRate(lists: ClassLists, rates: Float64Array): number {
  let total = 0;
  for (let k = 0; k < rates.length; k++) total += lists.count(k) * (rates[k] ?? 0);
  return total;
}
