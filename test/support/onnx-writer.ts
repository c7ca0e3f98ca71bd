/** Writes small ONNX graphs by hand, so that the tests need no exporter and every byte is explained. */

type Part = Uint8Array;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

function concat(parts: readonly Part[]): Part {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const int = (field: number, value: number): Part => Uint8Array.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Part): Part => concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
const text = (field: number, value: string): Part => bytes(field, new TextEncoder().encode(value));
const message = (field: number, ...parts: readonly Part[]): Part => bytes(field, concat(parts));

type Dim = number | string;

interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints?: Readonly<Record<string, readonly number[]>>;
  readonly int?: Readonly<Record<string, number>>;
  readonly domain?: string;
}

export interface OnnxGraph {
  readonly inputs: readonly { readonly name: string; readonly dims: readonly Dim[]; readonly type?: number }[];
  readonly outputs: readonly { readonly name: string; readonly dims: readonly Dim[] }[];
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly {
    readonly name: string;
    readonly dims: readonly number[];
    readonly values: readonly number[];
    readonly location?: string;
  }[];
  readonly opset?: number;
}

function valueInfo(field: number, name: string, dims: readonly Dim[], type = 1): Part {
  const shape = dims.map((dim) => message(1, typeof dim === 'number' ? int(1, dim) : text(2, dim)));
  return message(field, text(1, name), message(2, message(1, int(1, type), message(2, ...shape))));
}

function node({ op, inputs, outputs, ints = {}, int: single = {}, domain }: OnnxNode): Part {
  const lists = Object.entries(ints).map(([name, values]) =>
    message(5, text(1, name), ...values.map((value) => int(8, value)), int(20, 7)),
  );
  const ones = Object.entries(single).map(([name, value]) => message(5, text(1, name), int(3, value), int(20, 2)));
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...lists,
    ...ones,
    ...(domain === undefined ? [] : [text(7, domain)]),
  );
}

export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const constants = (graph.constants ?? []).map(({ name, dims, values, location }) => {
    const data =
      location === undefined
        ? [bytes(9, new Uint8Array(Float32Array.from(values).buffer))]
        : [message(13, text(1, 'location'), text(2, location)), int(14, 1)];
    return message(5, ...dims.map((dim) => int(1, dim)), int(2, 1), text(8, name), ...data);
  });
  const domains = new Set(graph.nodes.flatMap(({ domain }) => (domain === undefined ? [] : [domain])));
  return concat([
    int(1, 8),
    text(2, 'by hand'),
    message(
      7,
      ...graph.nodes.map(node),
      text(2, 'graph'),
      ...constants,
      ...graph.inputs.map(({ name, dims, type }) => valueInfo(11, name, dims, type)),
      ...graph.outputs.map(({ name, dims }) => valueInfo(12, name, dims)),
    ),
    message(8, text(1, ''), int(2, graph.opset ?? 17)),
    ...[...domains].map((domain) => message(8, text(1, domain), int(2, 1))),
  ]);
}
