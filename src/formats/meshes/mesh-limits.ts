/** How large a mesh may be: it is held whole in memory. */
import { checkedSize, unsupported } from '../limits.js';

export const MAX_POINTS = 50_000_000;
export const MAX_CELLS = 50_000_000;

/** A number of points, cells or nodes from a file; none is a number, too. */
export function checkedCount(name: string, what: string, text: string | number | undefined, most = MAX_POINTS): number {
  const count = Number(text ?? NaN);
  if (count === 0) return 0;
  checkedSize(name, [count]);
  if (count > most) throw unsupported(name, `it has ${count} ${what}; meshes are read up to ${most}.`, 'too-large');
  return count;
}
