/**
 * Reads what must be known about an ONNX file before an engine opens it: opsets, operator domains, the graph's
 * inputs and outputs, and whether tensors lie in other files. A minimal reader of the protobuf wire format;
 * field numbers are those of onnx.proto (ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto).
 */
import { ModelError } from '../base/index.js';

interface OnnxTensor {
  readonly name: string;
  /** TensorProto.DataType: 1 is float32 */
  readonly elementType: number;
  readonly dims: readonly (number | string)[];
}

export interface OnnxHeader {
  /** version per domain; "" is the standard one */
  readonly opsets: ReadonlyMap<string, number>;
  readonly domains: readonly string[];
  /** without initialisers */
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** file names of external data */
  readonly external: readonly string[];
}

interface Field {
  readonly id: number;
  readonly number: number;
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);
const utf8 = new TextDecoder();

/** Walks the fields of one message. 64-bit and 32-bit fixed fields are skipped over: none is needed. */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('truncated');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new RangeError('varint too long');
  };
  while (at < bytes.length) {
    const key = varint();
    const id = Math.floor(key / 8);
    const wire = key % 8;
    if (id === 0) throw new RangeError('field 0');
    if (wire === 0) yield { id, number: varint(), bytes: NO_BYTES };
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new RangeError('truncated');
      yield { id, number: 0, bytes: bytes.subarray(at, at + length) };
      at += length;
    } else throw new RangeError(`wire type ${wire}`);
  }
}

export function readOnnxHeader(bytes: Uint8Array, name: string): OnnxHeader {
  try {
    return readModel(bytes);
  } catch (cause) {
    throw new ModelError(
      `${name} is not a readable ONNX file (${cause instanceof Error ? cause.message : 'damaged'}); export the model again.`,
      {
        code: 'bad-weights',
        subject: name,
        cause,
      },
    );
  }
}

function readModel(bytes: Uint8Array): OnnxHeader {
  const opsets = new Map<string, number>();
  const domains = new Set<string>();
  const external = new Set<string>();
  let graph: Uint8Array | undefined;
  for (const field of fields(bytes)) {
    if (field.id === 7) graph = field.bytes;
    if (field.id === 8) {
      let domain = '';
      let version = 0;
      for (const part of fields(field.bytes)) {
        if (part.id === 1) domain = utf8.decode(part.bytes);
        if (part.id === 2) version = part.number;
      }
      opsets.set(domain, version);
    }
  }
  if (graph === undefined) throw new RangeError('no graph');
  const initialisers = new Set<string>();
  const inputs: OnnxTensor[] = [];
  const outputs: OnnxTensor[] = [];
  for (const field of fields(graph)) {
    if (field.id === 1) domains.add(readNodeDomain(field.bytes));
    else if (field.id === 5) initialisers.add(readInitialiser(field.bytes, external));
    else if (field.id === 11) inputs.push(readTensor(field.bytes));
    else if (field.id === 12) outputs.push(readTensor(field.bytes));
  }
  return { opsets, domains: [...domains], inputs: inputs.filter((i) => !initialisers.has(i.name)), outputs, external: [...external] };
}

function readNodeDomain(bytes: Uint8Array): string {
  for (const field of fields(bytes)) if (field.id === 7) return utf8.decode(field.bytes);
  return '';
}

function readInitialiser(bytes: Uint8Array, external: Set<string>): string {
  let name = '';
  for (const field of fields(bytes)) {
    if (field.id === 8) name = utf8.decode(field.bytes);
    if (field.id !== 13) continue;
    let key = '';
    let value = '';
    for (const part of fields(field.bytes)) {
      if (part.id === 1) key = utf8.decode(part.bytes);
      if (part.id === 2) value = utf8.decode(part.bytes);
    }
    if (key === 'location') external.add(value);
  }
  return name;
}

function readTensor(bytes: Uint8Array): OnnxTensor {
  let name = '';
  let elementType = 0;
  const dims: (number | string)[] = [];
  for (const field of fields(bytes)) {
    if (field.id === 1) name = utf8.decode(field.bytes);
    if (field.id !== 2) continue;
    for (const type of fields(field.bytes)) {
      if (type.id !== 1) continue; // anything but tensor_type leaves elementType 0
      for (const part of fields(type.bytes)) {
        if (part.id === 1) elementType = part.number;
        if (part.id === 2) for (const dim of fields(part.bytes)) if (dim.id === 1) dims.push(readDimension(dim.bytes));
      }
    }
  }
  return { name, elementType, dims };
}

function readDimension(bytes: Uint8Array): number | string {
  for (const field of fields(bytes)) {
    if (field.id === 1) return field.number;
    if (field.id === 2) return utf8.decode(field.bytes);
  }
  return '';
}
