/** Voxels per component; entry 0 counts the background. */
export function componentSizes(labels: Uint32Array, count: number): Uint32Array {
  const sizes = new Uint32Array(count + 1);
  for (let i = 0; i < labels.length; i++) sizes[labels[i]]++;
  return sizes;
}
