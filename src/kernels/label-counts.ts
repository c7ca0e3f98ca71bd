/** Voxels per label value. Partial counts of slabs add up in any order, since they are integers. */

/** 256 counts of the voxels [first, end). */
export function countLabels(labels: Uint8Array, first = 0, end = labels.length): Float64Array {
  const counts = new Float64Array(256);
  for (let i = first; i < end; i++) counts[labels[i]]++;
  return counts;
}

/** Sum of partial counts, in the order given. */
export function mergeLabelCounts(parts: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(256);
  for (const part of parts) for (let v = 0; v < 256; v++) total[v] += part[v];
  return total;
}
