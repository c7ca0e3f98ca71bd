/** JSON Schema (2020-12) from the valibot schemas of the contract; covers what they use, and refuses the rest by name. */
import type * as v from 'valibot';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is read of a schema or of an action in a pipe. */
interface Node {
  readonly kind: string;
  readonly type: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly item?: Node;
  readonly items?: readonly Node[];
  readonly key?: Node;
  readonly value?: Node;
  readonly wrapped?: Node;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly pipe?: readonly Node[];
}

type Writer = (node: Node) => JsonSchema;

const required = (node: Node | undefined): Node => {
  if (node === undefined) throw new TypeError('a schema lacks a part');
  return node;
};

function object(node: Node): JsonSchema {
  const entries = Object.entries(node.entries ?? {});
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, entry]) => [name, convert(entry)])),
    required: entries.flatMap(([name, entry]) => (entry.type === 'optional' ? [] : [name])),
  };
}

const nothing: Writer = () => ({});

const WRITERS: Readonly<Record<string, Writer>> = {
  object,
  loose_object: object,
  array: (node) => ({ type: 'array', items: convert(required(node.item)) }),
  tuple: ({ items = [] }) => ({ type: 'array', prefixItems: items.map(convert), minItems: items.length, maxItems: items.length }),
  record: (node) => ({ type: 'object', additionalProperties: convert(required(node.value)) }),
  union: ({ options = [] }) => ({ anyOf: options.map((option) => convert(option as Node)) }),
  picklist: ({ options = [] }) => ({ enum: [...options] }),
  literal: ({ literal }) => ({ const: literal }),
  optional: (node) => convert(required(node.wrapped)),
  nullable: (node) => ({ anyOf: [convert(required(node.wrapped)), { type: 'null' }] }),
  string: () => ({ type: 'string' }),
  number: () => ({ type: 'number' }),
  boolean: () => ({ type: 'boolean' }),
  null: () => ({ type: 'null' }),
  unknown: nothing,
  // the only custom schema of the contract is the unit, a text
  custom: () => ({ type: 'string' }),
};

const ACTIONS: Readonly<Record<string, Writer>> = {
  finite: nothing,
  integer: () => ({ type: 'integer' }),
  min_value: ({ requirement }) => ({ minimum: requirement }),
  max_value: ({ requirement }) => ({ maximum: requirement }),
  min_length: ({ requirement }) => ({ minLength: requirement }),
  max_length: ({ requirement }) => ({ maxLength: requirement }),
  regex: ({ requirement }) => ({ pattern: requirement instanceof RegExp ? requirement.source : String(requirement) }),
};

const FOR_LISTS: Readonly<Record<string, string>> = { minLength: 'minItems', maxLength: 'maxItems' };

function writer(table: Readonly<Record<string, Writer>>, node: Node): Writer {
  const found = Object.hasOwn(table, node.type) ? table[node.type] : undefined;
  if (found === undefined) throw new TypeError(`a schema of the kind "${node.type}" has no JSON form yet`);
  return found;
}

function convert(node: Node): JsonSchema {
  const [base, ...actions] = node.pipe ?? [node];
  const schema = writer(WRITERS, required(base))(required(base));
  return actions.reduce((sum: JsonSchema, action) => {
    const added = Object.entries(writer(ACTIONS, action)(action));
    const list = sum['type'] === 'array';
    return { ...sum, ...Object.fromEntries(added.map(([key, value]) => [list ? (FOR_LISTS[key] ?? key) : key, value])) };
  }, schema);
}

export function jsonSchema(schema: v.GenericSchema, title: string): JsonSchema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...convert(schema as unknown as Node) };
}
