/**
 * Thresholds that split a histogram into classes with the largest variance between them (multi-Otsu).
 * Exact by dynamic programming over the bins, O(classes * bins^2). Source: Liao, Chen & Chung, J. Inf. Sci. Eng. 17, 713 (2001).
 */

/** Bin indices t1 < t2 < ...: class k holds the bins (t_k, t_k+1]. Fewer thresholds come back when fewer bins are occupied. */
export function multiOtsu(counts: ArrayLike<number>, classes: number): number[] {
  const bins = counts.length;
  const occupied = Array.from(counts).filter((n) => n > 0).length;
  const parts = Math.min(classes, occupied);
  if (parts < 2) return [];
  const weight = new Float64Array(bins + 1);
  const moment = new Float64Array(bins + 1);
  for (let b = 0; b < bins; b++) {
    weight[b + 1] = weight[b] + counts[b];
    moment[b + 1] = moment[b] + b * counts[b];
  }
  // the part of the between-class variance that bins [from, to) give as one class
  const gain = (from: number, to: number): number => {
    const w = weight[to] - weight[from];
    return w === 0 ? -Infinity : (moment[to] - moment[from]) ** 2 / w;
  };
  let best = Float64Array.from({ length: bins + 1 }, (_, to) => (to === 0 ? -Infinity : gain(0, to)));
  const cuts: Int32Array[] = [];
  for (let part = 1; part < parts; part++) {
    const next = new Float64Array(bins + 1).fill(-Infinity);
    const cut = new Int32Array(bins + 1);
    for (let to = part + 1; to <= bins; to++)
      for (let at = part; at < to; at++) {
        const value = best[at] + gain(at, to);
        if (value > next[to]) {
          next[to] = value;
          cut[to] = at;
        }
      }
    cuts.push(cut);
    best = next;
  }
  const thresholds: number[] = [];
  for (let part = parts - 2, to = bins; part >= 0; part--) {
    to = cuts[part][to];
    thresholds.unshift(to - 1);
  }
  return thresholds;
}
