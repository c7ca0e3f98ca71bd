/** How well class shares fit labels that they were not made from. */

/** keeps one wrong sample from deciding */
const FLOOR = 0.01;
const SHARPNESS = [0.5, 0.7, 1, 1.4, 2, 3, 4];

/** 1 for samples that at least one tree could judge. */
export function judgedSamples(outOfBag: Float32Array, n: number, classes: number): Uint8Array {
  const judged = new Uint8Array(n);
  for (let i = 0; i < n; i++) for (let c = 0; c < classes; c++) if (outOfBag[i * classes + c] > 0) judged[i] = 1;
  return judged;
}

/**
 * Mean logarithm of what is given to the true class, a class counting by the root of its size. Being surer of the same
 * order of classes is no merit of its own: shares are judged at the power that suits them best. Null without samples.
 */
export function sharpLikelihood(shares: Float32Array, labels: Uint8Array, classes: number, judged: Uint8Array): number | null {
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]] += judged[i];
  let whole = 0;
  for (let c = 0; c < classes; c++) whole += Math.sqrt(counts[c]);
  if (whole === 0) return null;
  let highest = -Infinity;
  for (const sharpness of SHARPNESS) {
    let total = 0;
    for (let i = 0; i < labels.length; i++) {
      if (judged[i] === 0) continue;
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.pow(shares[i * classes + c] + FLOOR, sharpness);
      const own = sharpness * Math.log(shares[i * classes + labels[i]] + FLOOR);
      total += (own - Math.log(sum)) / Math.sqrt(counts[labels[i]]);
    }
    if (total > highest) highest = total;
  }
  return highest / whole;
}
