/** A validator for the part of JSON Schema that our published schemas use; independent of what wrote them. */

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
}

const KNOWN = new Set(
  '$schema title type properties required additionalProperties items prefixItems minItems maxItems minimum maximum minLength maxLength pattern enum const anyOf'.split(
    ' ',
  ),
);

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/** Where and how a value breaks a schema; empty when it does not. */
export function schemaErrors(schema: object, value: unknown, path = '$'): string[] {
  for (const key of Object.keys(schema)) if (!KNOWN.has(key)) return [`${path}: the schema uses "${key}"`];
  const s = schema as Schema;
  if (s.anyOf && !s.anyOf.some((option) => schemaErrors(option, value, path).length === 0)) return [`${path}: none of the alternatives`];
  if ('const' in s && s.const !== value) return [`${path}: not ${JSON.stringify(s.const)}`];
  if (s.enum && !s.enum.includes(value)) return [`${path}: not one of ${s.enum.join()}`];
  const found = typeOf(value);
  const wanted = s.type === 'integer' ? 'number' : s.type;
  if (wanted !== undefined && wanted !== found) return [`${path}: ${found}, not ${wanted}`];
  if (s.type === 'integer' && !Number.isInteger(value)) return [`${path}: not whole`];
  if (typeof value === 'number') {
    if (value < (s.minimum ?? -Infinity) || value > (s.maximum ?? Infinity)) return [`${path}: out of range`];
  } else if (typeof value === 'string') {
    if (value.length < (s.minLength ?? 0) || value.length > (s.maxLength ?? Infinity)) return [`${path}: length`];
    if (s.pattern !== undefined && !new RegExp(s.pattern).test(value)) return [`${path}: pattern`];
  } else if (Array.isArray(value)) {
    if (value.length < (s.minItems ?? 0) || value.length > (s.maxItems ?? Infinity)) return [`${path}: number of items`];
    return value.flatMap((item, i) => schemaErrors(s.prefixItems?.[i] ?? s.items ?? {}, item, `${path}[${i}]`));
  } else if (value !== null && typeof value === 'object') {
    const missing = (s.required ?? []).filter((key) => !Object.hasOwn(value, key)).map((key) => `${path}.${key}: missing`);
    return [
      ...missing,
      ...Object.entries(value).flatMap(([key, item]) =>
        schemaErrors(
          (s.properties && Object.hasOwn(s.properties, key) ? s.properties[key] : s.additionalProperties) ?? {},
          item,
          `${path}.${key}`,
        ),
      ),
    ];
  }
  return [];
}
