/**
 * The order of voxels by value, equal values by index: least-significant-digit radix sort of the bits of the numbers
 * (Knuth, The Art of Computer Programming 3, 5.2.5). Stable, so the order is total and the same on every machine.
 * Time: at most three passes over the values. Memory: 20 bytes per voxel while it runs, 4 afterwards.
 */
import { InvalidInputError } from '../base/index.js';

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Indices of the values from the smallest to the largest. */
export function orderByValue(values: Float32Array): Int32Array {
  let keys = sortableBits(values);
  let order = new Int32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let nextKeys = new Uint32Array(values.length);
  let nextOrder = new Int32Array(values.length);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const starts = digitStarts(keys, shift);
    if (starts === undefined) continue;
    for (let i = 0; i < keys.length; i++) {
      const to = starts[(keys[i] >>> shift) & (DIGITS - 1)]++;
      nextKeys[to] = keys[i];
      nextOrder[to] = order[i];
    }
    [keys, nextKeys] = [nextKeys, keys];
    [order, nextOrder] = [nextOrder, order];
  }
  return order;
}

/** Unsigned integers in the order of the numbers: negative ones with all bits turned, the others with the sign bit set. */
function sortableBits(values: Float32Array): Uint32Array<ArrayBuffer> {
  const keys = new Uint32Array(values.length);
  const numbers = new Float32Array(keys.buffer);
  for (let i = 0; i < keys.length; i++) {
    const value = values[i];
    if (value !== value) throw new InvalidInputError(`Value ${i} is not a number; values can be put in order only when all are numbers.`);
    // adding 0 turns -0 into 0
    numbers[i] = value + 0;
    const bits = keys[i];
    keys[i] = bits >>> 31 === 1 ? ~bits : bits | 0x80000000;
  }
  return keys;
}

/** Where each digit starts, or undefined when all keys have the same digit. */
function digitStarts(keys: Uint32Array, shift: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGITS);
  for (let i = 0; i < keys.length; i++) starts[(keys[i] >>> shift) & (DIGITS - 1)]++;
  let sum = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit];
    if (count === keys.length) return undefined;
    starts[digit] = sum;
    sum += count;
  }
  return starts;
}
