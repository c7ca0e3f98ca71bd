/**
 * How often each distinct positive number occurs: the exact distribution of a distance or thickness map, from which every mean,
 * quantile and share follows. Numbers are told apart by their float32 bits in an open-addressed table.
 * Exact; sums over it run in ascending order, so they do not depend on the order of voxels. Time: linear. Memory: 12 bytes per distinct number.
 */

export interface Distribution {
  /** distinct numbers, ascending */
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Counts the numbers of the places [first, end) above 0; with labels only where the label is `label`. */
export function countValues(
  numbers: Float32Array,
  [first, end]: readonly [first: number, end: number],
  mask?: { readonly labels: Uint8Array; readonly label: number },
): Distribution {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const table = new CountTable();
  for (let i = first; i < end; i++) {
    // positive floats have bits from 1 to 0x7f800000 (infinite)
    if (bits[i] === 0 || (mask !== undefined && mask.labels[i] !== mask.label)) continue;
    table.add(bits[i]);
  }
  return table.sorted();
}

/** One distribution of several parts. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const counts = new Map<number, number>();
  for (const part of parts) part.values.forEach((value, k) => counts.set(value, (counts.get(value) ?? 0) + part.counts[k]));
  const values = Float64Array.from(counts.keys()).sort();
  return { values, counts: values.map((value) => counts.get(value) ?? 0) };
}

/** The same counts of other numbers; `rule` must not decrease. */
export function mapValues({ values, counts }: Distribution, rule: (value: number) => number): Distribution {
  return { values: values.map(rule), counts };
}

/** How many numbers in all. */
export function countOf({ counts }: Distribution): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Mean over all numbers; NaN without any. */
export function meanOf(distribution: Distribution): number {
  const { values, counts } = distribution;
  return values.reduce((sum, value, k) => sum + value * counts[k], 0) / countOf(distribution);
}

/** Population standard deviation. */
export function deviationOf(distribution: Distribution): number {
  const mean = meanOf(distribution);
  const { values, counts } = distribution;
  return Math.sqrt(values.reduce((sum, value, k) => sum + (value - mean) ** 2 * counts[k], 0) / countOf(distribution));
}

/** The smallest number that at least this share of all does not exceed. */
export function quantileOf(distribution: Distribution, share: number): number {
  const { values, counts } = distribution;
  const wanted = share * countOf(distribution);
  let below = 0;
  for (let k = 0; k < values.length; k++) {
    below += counts[k];
    if (below >= wanted) return values[k];
  }
  return values[values.length - 1];
}

/** Share of the numbers above a threshold. Numbers are float32: one that equals the threshold but for rounding is not above it. */
export function shareAbove(distribution: Distribution, threshold: number): number {
  const { values, counts } = distribution;
  const bound = threshold * (1 + 1e-6);
  return values.reduce((sum, value, k) => (value > bound ? sum + counts[k] : sum), 0) / countOf(distribution);
}

class CountTable {
  private keys = new Uint32Array(1 << 12);
  private counts = new Float64Array(1 << 12);
  private used = 0;

  add(key: number, count = 1): void {
    const slot = this.slotOf(key);
    if (this.keys[slot] === 0) {
      this.keys[slot] = key;
      this.used++;
    }
    this.counts[slot] += count;
    if (2 * this.used > this.keys.length) this.grow();
  }

  sorted(): Distribution {
    const places = [...this.keys.keys()].filter((slot) => this.keys[slot] !== 0).sort((a, b) => this.keys[a] - this.keys[b]);
    const numbers = new Float32Array(Uint32Array.from(places, (slot) => this.keys[slot]).buffer);
    return { values: Float64Array.from(numbers), counts: Float64Array.from(places, (slot) => this.counts[slot]) };
  }

  private slotOf(key: number): number {
    const last = this.keys.length - 1;
    // low bits of floats with few digits are all 0: mix in the high ones
    let slot = (Math.imul(key, 0x9e3779b1) >>> 15) & last;
    while (this.keys[slot] !== key && this.keys[slot] !== 0) slot = (slot + 1) & last;
    return slot;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Uint32Array(2 * keys.length);
    this.counts = new Float64Array(2 * keys.length);
    this.used = 0;
    for (let slot = 0; slot < keys.length; slot++) if (keys[slot] !== 0) this.add(keys[slot], counts[slot]);
  }
}
