/**
 * What may cross a border: JSON's values. A class instance, NaN or a function would arrive changed over HTTP
 * and whole in memory; here it fails everywhere alike.
 */

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'object') : typeof value;
}

/** The path and kind of the first value that is not plain data; undefined when all are. `undefined` counts as an absent property. */
export function firstNotPlain(value: unknown, path = '', open: readonly object[] = []): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return undefined;
  if (typeof value !== 'object' || open.includes(value)) return `"${path}" (${typeof value === 'object' ? 'a cycle' : kindOf(value)})`;
  const inside = [...open, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = firstNotPlain(value[i], `${path}[${i}]`, inside);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isPlainObject(value)) return `"${path}" (${kindOf(value)})`;
  for (const [key, item] of Object.entries(value)) {
    const found = item === undefined ? undefined : firstNotPlain(item, path === '' ? key : `${path}.${key}`, inside);
    if (found !== undefined) return found;
  }
  return undefined;
}
