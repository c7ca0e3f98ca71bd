/** Painted voxels by phase id, without 0. */
export function labelCounts(data: Uint8Array): Record<string, number> {
  const counts = new Float64Array(256);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value !== 0) counts[value] = (counts[value] ?? 0) + 1;
  }
  return Object.fromEntries([...counts.entries()].flatMap(([id, count]) => (count > 0 ? [[String(id), count]] : [])));
}
