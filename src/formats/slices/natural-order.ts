/** im2 before im10. */

/** Compares names with their runs of digits as numbers. */
export function naturalCompare(a: string, b: string): number {
  const split = (text: string): string[] => text.toLowerCase().match(/\d+|\D+/g) ?? [];
  const [left, right] = [split(a), split(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [p = '', q = ''] = [left[i], right[i]];
    if (p === q) continue;
    const [m, n] = [Number(p), Number(q)];
    if (!Number.isNaN(m) && !Number.isNaN(n) && m !== n) return m - n;
    return p < q ? -1 : 1;
  }
  return left.length - right.length || (a < b ? -1 : 1);
}
