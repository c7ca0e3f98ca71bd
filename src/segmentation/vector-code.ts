/**
 * Bytes of a small WebAssembly module with one function, for loops that need the vector instructions that the language
 * has no words for. Every processor that the program runs on has them, and gives the same result bit by bit.
 */

export type Code = readonly number[];

/** An index of a local: parameters first, then numbers, then vectors. */
export type Local = number;

function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    out.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return out;
}

const same = (length: number, value: number): number[] => Array.from({ length }, () => value);

const vector = (op: number, ...more: readonly number[]): Code => [0xfd, ...unsigned(op), ...more];
/** operands on the stack, in the order written */
const binary =
  (op: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...vector(op)];

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];

export const zero: Code = [0x41, 0];
export const addNumbers = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
/** `step` is below 64 */
export const advance = (local: Local, step: number): Code => set(local, addNumbers(get(local), [0x41, step]));
/** Runs `body` again while `a` < `b`; at least once. */
export const repeatWhileBelow = (a: Code, b: Code, body: Code): Code => [0x03, 0x40, ...body, ...a, ...b, 0x49, 0x0d, 0, 0x0b];

export const load = (address: Code, offset: number): Code => [...address, ...vector(0x00, 0, ...unsigned(offset))];
/** one number in all four lanes */
export const loadSplat = (address: Code, offset: number): Code => [...address, ...vector(0x09, 0, ...unsigned(offset))];
/** the lowest byte of each of the four lanes, side by side */
export const storeBytes = (address: Code, offset: number, value: Code): Code => [
  ...address,
  ...value,
  ...vector(0x0c, ...same(16, 0)),
  ...vector(0x0d, 0, 4, 8, 12, ...same(12, 16)),
  ...vector(0x5a, 0, ...unsigned(offset), 0),
];

export const floats = (value: number): Code => splat(new Uint8Array(Float32Array.of(value).buffer));
export const integers = (value: number): Code => splat(new Uint8Array(Int32Array.of(value).buffer));
const splat = (bytes: Uint8Array): Code => vector(0x0c, ...bytes, ...bytes, ...bytes, ...bytes);

export const add = binary(0xe4);
export const subtract = binary(0xe5);
export const multiply = binary(0xe6);
export const divide = binary(0xe7);
/** b where a < b, else a: not a number stays what it is in `a` */
export const larger = binary(0xeb);
export const above = binary(0x44);
export const differs = binary(0x42);
export const either = binary(0x50);
export const addIntegers = binary(0xae);
export const shiftLeft = (value: Code, bits: number): Code => [...value, 0x41, bits, ...vector(0xab)];
/** lanes of `a` where the mask is set, else of `b` */
export const choose = (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...vector(0x52)];
export const anySet = (value: Code): Code => [...value, ...vector(0x53)];

const HEADER: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const I32 = 0x7f;
const V128 = 0x7b;

/** A module that exports its `memory` and `run`, a function of numbers that gives a number. */
export function assemble(shape: { parameters: number; vectors: number; pages: number }, body: Code): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code): number[] => [id, ...unsigned(content.length), ...content];
  const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)];
  const type = [0x60, ...unsigned(shape.parameters), ...same(shape.parameters, I32), 1, I32];
  const code = [1, ...unsigned(shape.vectors), V128, ...body, 0x0b];
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [1, ...type]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...unsigned(shape.pages)]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}
