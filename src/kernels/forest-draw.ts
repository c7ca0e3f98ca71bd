/**
 * What each tree of a forest learns from. Painted voxels come in strokes and resemble their neighbours, so whole groups
 * of them are drawn with replacement, not single ones: a tree is then judged on regions that it knows nothing of.
 * Roberts et al., Ecography 40, 913 (2017).
 */
import type { Rng } from '../base/index.js';

export interface DrawOptions {
  /** samples drawn for each tree, at most; default 6000 */
  readonly draws?: number;
  /** 1: every class is drawn equally often; 0: as often as it occurs; between: in between. Default 1 */
  readonly balance?: number;
  /** group of each sample; absent: each is its own */
  readonly groups?: Int32Array;
}

const DRAWS = 6000;

export class SampleBags {
  readonly #n: number;
  readonly #draws: number;
  readonly #balance: number;
  /** samples by class */
  readonly #classes: readonly Int32Array[];
  readonly #groups: Int32Array | undefined;
  readonly #groupCount: number;

  constructor(labels: Uint8Array, classes: number, { draws, balance, groups }: DrawOptions) {
    this.#n = labels.length;
    this.#draws = Math.min(labels.length, draws ?? DRAWS);
    this.#balance = balance ?? 1;
    const byClass = Array.from({ length: classes }, () => [] as number[]);
    for (let i = 0; i < labels.length; i++) byClass[labels[i]].push(i);
    this.#classes = byClass.filter((list) => list.length > 0).map((list) => Int32Array.from(list));
    this.#groups = groups;
    this.#groupCount = groups === undefined ? 0 : groups.reduce((most, group) => Math.max(most, group + 1), 0);
  }

  /** A bootstrap sample. `seen` becomes 1 for what a tree that grows from it must not be judged on. */
  draw(rng: Rng, seen: Uint8Array): Int32Array {
    const pools = this.#groupCount < 2 ? this.#classes : this.#pools(rng);
    const drawn = new Int32Array(this.#draws);
    for (let i = 0; i < drawn.length; i++) {
      const own = this.#balance < 1 && rng.next() >= this.#balance ? this.#classAsPainted(rng) : i % pools.length;
      drawn[i] = pools[own][rng.int(pools[own].length)];
    }
    seen.fill(0);
    if (pools === this.#classes) for (let i = 0; i < drawn.length; i++) seen[drawn[i]] = 1;
    else for (const pool of pools) for (let i = 0; i < pool.length; i++) seen[pool[i]] = 1;
    return drawn;
  }

  #classAsPainted(rng: Rng): number {
    let at = rng.int(this.#n);
    let own = 0;
    while (at >= this.#classes[own].length) at -= this.#classes[own++].length;
    return own;
  }

  /** Samples of the drawn groups, those of a group as often as it was drawn; a class that is in none of them keeps all of its own. */
  #pools(rng: Rng): readonly Int32Array[] {
    const times = new Uint16Array(this.#groupCount);
    for (let k = 0; k < this.#groupCount; k++) times[rng.int(this.#groupCount)]++;
    const groups = this.#groups as Int32Array;
    return this.#classes.map((all) => {
      const pool: number[] = [];
      for (let i = 0; i < all.length; i++) for (let k = times[groups[all[i]]]; k > 0; k--) pool.push(all[i]);
      return pool.length === 0 ? all : Int32Array.from(pool);
    });
  }
}
