/**
 * The memory of one solve is lent to the next: nothing tells the engine to collect shared memory that no thread uses any more, so
 * three directions would otherwise hold three times the bytes. It is only remembered weakly, and collected as soon as anybody asks.
 */
import { kernelMemory } from './wasm.js';

let spare: WeakRef<WebAssembly.Memory> | undefined;

/** Zeroed memory of at least so many bytes; the spare one when it fits. */
export function borrowMemory(bytes: number): WebAssembly.Memory {
  const found = spare?.deref();
  spare = undefined;
  if (found === undefined || found.buffer.byteLength < bytes) return kernelMemory(bytes);
  new Uint8Array(found.buffer, 0, bytes).fill(0);
  return found;
}

/** Only when no thread can still write into it. */
export function returnMemory(memory: WebAssembly.Memory): void {
  spare = new WeakRef(memory);
}
