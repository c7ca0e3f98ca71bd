/**
 * Seeded random numbers: xoshiro128** seeded by splitmix32 (Blackman & Vigna 2021, doi 10.1145/3460772).
 * Integer arithmetic only, so one seed gives the same stream on every platform. Not for cryptography.
 */

export interface Rng {
  /** uniform in [0, 1), 53 random bits */
  next(): number;
  /** uniform in [lo, hi) */
  uniform(lo: number, hi: number): number;
  /** exp of a uniform between log lo and log hi */
  logUniform(lo: number, hi: number): number;
  /** integer in [0, n) */
  int(n: number): number;
  /** standard normal (polar method of Marsaglia) */
  normal(): number;
  /** true with probability p */
  chance(p: number): boolean;
  /** one item of a non-empty list */
  pick<T>(items: readonly T[]): T;
  /** an independent stream, named so that adding draws to one does not shift another */
  fork(name: string): Rng;
}

function splitmix32(state: number): () => number {
  let s = state >>> 0;
  return () => {
    s = (s + 0x9e3779b9) >>> 0;
    let z = s;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}

/** FNV-1a of a text, mixed into a seed by `fork`. */
function hashName(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

export function createRng(seed: number): Rng {
  const base = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  const mix = splitmix32(base ^ Math.imul(high, 0x9e3779b1));
  let a = mix();
  let b = mix();
  let c = mix();
  let d = mix() | 1; // never the all-zero state
  let spare: number | undefined;

  function word(): number {
    const m = Math.imul(b, 5);
    const r = Math.imul((m << 7) | (m >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return r >>> 0;
  }

  const rng: Rng = {
    next: () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992,
    uniform: (lo, hi) => lo + (hi - lo) * rng.next(),
    logUniform: (lo, hi) => Math.exp(rng.uniform(Math.log(lo), Math.log(hi))),
    int: (n) => Math.floor(rng.next() * n),
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * rng.next() - 1;
        const v = 2 * rng.next() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const k = Math.sqrt((-2 * Math.log(s)) / s);
          spare = v * k;
          return u * k;
        }
      }
    },
    chance: (p) => rng.next() < p,
    pick: (items) => items[rng.int(items.length)] as (typeof items)[number],
    fork: (name) => createRng((Math.imul(base ^ hashName(name), 0x9e3779b1) ^ high) >>> 0),
  };
  return rng;
}
