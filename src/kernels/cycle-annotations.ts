/**
 * Annotations of edges: to each edge a set of loops such that the loops of the edges of any cycle, added up modulo 2, tell
 * the homology class of the cycle (Dey, Fan & Wang 2014, arXiv:1208.5018). A new loop gets a new
 * number; when a loop is filled it is replaced everywhere by the older ones that it has become a sum of. Equal sets have one number, so
 * that a replacement touches each set once.
 */

/** The number of the empty set; 0 is left free for "not known yet". */
export const NOTHING = 1;

export class CycleAnnotations {
  /** loops of each set, youngest first */
  private readonly sets: (readonly number[])[] = [[], []];
  /** hash of each set: exclusive or over its loops */
  private readonly hashes: number[] = [0, 0];
  /** what each set has become; itself while all its loops are open */
  private readonly became: number[] = [0, NOTHING];
  /** the youngest set of a hash, and the next older one of the same hash */
  private readonly byHash = new Map<number, number>([[0, NOTHING]]);
  private readonly sameHash: number[] = [0, 0];
  /** the sets that hold each loop */
  private readonly holders: number[][] = [];

  /** A new loop, as the set of it alone. */
  open(): number {
    this.holders.push([]);
    return this.intern([this.holders.length - 1], hashOf(this.holders.length - 1));
  }

  /** What a set is by now. */
  current(set: number): number {
    const { became } = this;
    let last = set;
    while (became[last] !== last) last = became[last];
    while (became[set] !== last) {
      const next = became[set];
      became[set] = last;
      set = next;
    }
    return last;
  }

  /** The sum modulo 2 of two current sets. */
  sum(a: number, b: number): number {
    if (a === b) return NOTHING;
    if (a === NOTHING) return b;
    if (b === NOTHING) return a;
    const hash = this.hashes[a] ^ this.hashes[b];
    return this.intern(symmetricDifference(this.sets[a], this.sets[b]), hash);
  }

  /** Fills a current set that is not empty: its youngest loop ends, and is returned. */
  fill(set: number): number {
    const loop = this.sets[set][0];
    for (const holder of this.holders[loop]) if (this.became[holder] === holder) this.became[holder] = this.sum(holder, set);
    this.holders[loop] = [];
    return loop;
  }

  private intern(loops: readonly number[], hash: number): number {
    const first = this.byHash.get(hash) ?? 0;
    for (let id = first; id !== 0; id = this.sameHash[id]) if (equal(this.sets[id], loops)) return id;
    const id = this.sets.length;
    this.sets.push(loops);
    this.hashes.push(hash);
    this.became.push(id);
    this.sameHash.push(first);
    this.byHash.set(hash, id);
    for (const loop of loops) this.holders[loop].push(id);
    return id;
  }
}

/** Scatters the numbers of loops over 32 bits (the finaliser of MurmurHash3). */
function hashOf(loop: number): number {
  let h = Math.imul(loop + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Both lists fall. */
function symmetricDifference(a: readonly number[], b: readonly number[]): number[] {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      i++;
      j++;
    } else out.push(a[i] > b[j] ? a[i++] : b[j++]);
  }
  while (i < a.length) out.push(a[i++]);
  while (j < b.length) out.push(b[j++]);
  return out;
}
