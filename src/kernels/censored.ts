/**
 * Distribution of weighted lengths of which some are only lower bounds (Kaplan & Meier 1958): a cut length counts as "at least this
 * long". Without cut lengths this is the plain weighted distribution. Ties: a full length comes before a cut one.
 */
export interface CensoredDistribution {
  /** distinct full lengths, ascending */
  readonly lengths: Float64Array;
  /** share of the surface that is longer than each of them */
  readonly survival: Float64Array;
  /** shortest full length, longest length of either kind */
  readonly min: number;
  readonly max: number;
  /** the longest length is a cut one, so the tail is unknown */
  readonly openEnded: boolean;
  /** weight of cut lengths over all */
  readonly cutShare: number;
}

/** Lengths closer than this relative distance are the same. */
const SAME = 1e-9;

export function censoredDistribution(length: Float64Array, weight: Float64Array, cut: Uint8Array): CensoredDistribution {
  const order = ascending(length, cut);
  let atRisk = 0;
  for (const w of weight) atRisk += w;
  const total = atRisk;
  const lengths: number[] = [];
  const survival: number[] = [];
  let alive = 1;
  let cutWeight = 0;
  for (let k = 0; k < order.length;) {
    // all lengths that are equal up to rounding; full ones act before cut ones leave
    const start = length[order[k]];
    let full = 0;
    let lost = 0;
    for (; k < order.length && length[order[k]] <= start * (1 + SAME); k++) {
      if (cut[order[k]] === 1) lost += weight[order[k]];
      else full += weight[order[k]];
    }
    if (full > 0) {
      alive *= Math.max(0, 1 - full / atRisk);
      if (alive < 1e-12) alive = 0;
      lengths.push(start);
      survival.push(alive);
    }
    atRisk -= full + lost;
    cutWeight += lost;
  }
  const last = order[order.length - 1];
  const max = last === undefined ? 0 : length[last];
  return {
    lengths: Float64Array.from(lengths),
    survival: Float64Array.from(survival),
    min: lengths[0] ?? max,
    max,
    openEnded: alive > 0 && order.length > 0,
    cutShare: total > 0 ? cutWeight / total : 0,
  };
}

/**
 * Places by length, full lengths before cut ones of the same length, otherwise as they come. By radix: the bits of numbers that are not
 * negative are in the order of the numbers.
 */
function ascending(length: Float64Array, cut: Uint8Array): Uint32Array {
  const n = length.length;
  const digits = new Uint16Array(Float64Array.from(length).buffer);
  let order = new Uint32Array(n);
  let sorted = new Uint32Array(n);
  let placed = 0;
  for (let state = 0; state < 2; state++) for (let k = 0; k < n; k++) if ((cut[k] === 1 ? 1 : 0) === state) order[placed++] = k;
  const starts = new Uint32Array(65537);
  for (let digit = 0; digit < 4; digit++) {
    starts.fill(0);
    for (let k = digit; k < 4 * n; k += 4) starts[digits[k] + 1]++;
    for (let value = 0; value < 65536; value++) starts[value + 1] += starts[value];
    for (let k = 0; k < n; k++) sorted[starts[digits[4 * order[k] + digit]]++] = order[k];
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** Smallest length that a share `q` of the surface does not exceed; null when that lies in the unknown tail. */
export function censoredQuantile(d: CensoredDistribution, q: number): number | null {
  for (let k = 0; k < d.lengths.length; k++) if (1 - d.survival[k] >= q - 1e-9) return d.lengths[k];
  return null;
}

/** Mean up to the longest length: the area under the survival curve. A lower bound when `openEnded`. */
export function censoredMean(d: CensoredDistribution): number {
  let mean = 0;
  let at = 0;
  let alive = 1;
  for (let k = 0; k < d.lengths.length; k++) {
    mean += alive * (d.lengths[k] - at);
    at = d.lengths[k];
    alive = d.survival[k];
  }
  return mean + alive * (d.max - at);
}

/** Share longer than a threshold; null when the threshold lies in the unknown tail. */
export function censoredShareAbove(d: CensoredDistribution, threshold: number): number | null {
  if (d.openEnded && threshold > d.max * (1 + SAME)) return null;
  let alive = 1;
  for (let k = 0; k < d.lengths.length && d.lengths[k] <= threshold * (1 + SAME); k++) alive = d.survival[k];
  return alive;
}
