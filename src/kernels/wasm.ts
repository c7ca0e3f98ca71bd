/**
 * Running the AssemblyScript kernels of `assembly/`. A kernel works on memory that its caller lays out: addresses are byte
 * offsets, nothing is allocated or freed inside, and there is no static data. The memory is shared, so that several threads
 * can run the same kernel on parts of one volume; it is freed when nobody holds it any more.
 */
import { InvalidInputError } from '../base/index.js';

const PAGE = 65536;
/** Addresses have 32 bits. */
export const MAX_KERNEL_BYTES = 65536 * PAGE;

const modules = new Map<string, WebAssembly.Module>();

/** Memory of at least so many bytes, zeroed. It can be made larger later when `growable`. */
export function kernelMemory(bytes: number, growable = false): WebAssembly.Memory {
  const pages = pagesOf(bytes);
  return orSayNoMemory(
    bytes,
    () => new WebAssembly.Memory({ initial: pages, maximum: growable ? MAX_KERNEL_BYTES / PAGE : pages, shared: true }),
  );
}

/** More than this is not kept between calls. */
const KEPT_BYTES = 128 << 20;

let scratch: WebAssembly.Memory | undefined;

/**
 * Memory for work that begins and ends in one call: the same for all calls of a thread, since engines are slow to free what is
 * not used any more. It is not zeroed, and can grow.
 */
export function scratchMemory(bytes: number): WebAssembly.Memory {
  if (bytes > KEPT_BYTES) return kernelMemory(bytes, true);
  if (scratch === undefined || scratch.buffer.byteLength > KEPT_BYTES) scratch = kernelMemory(bytes, true);
  growMemory(scratch, bytes);
  return scratch;
}

/** Makes growable memory hold at least so many bytes; what was in it stays, views of it must be made anew. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = pagesOf(bytes) - memory.buffer.byteLength / PAGE;
  if (missing > 0) orSayNoMemory(bytes, () => memory.grow(missing));
}

/** The engine says no more than that it could not. */
function orSayNoMemory<T>(bytes: number, allocate: () => T): T {
  try {
    return allocate();
  } catch (cause) {
    throw new InvalidInputError(`There is no memory for the ${bytes} bytes that a kernel needs at once; measure a smaller region.`, {
      code: 'over-memory-budget',
      cause,
    });
  }
}

function pagesOf(bytes: number): number {
  if (bytes > MAX_KERNEL_BYTES)
    throw new InvalidInputError(`A kernel needs ${bytes} bytes at once, more than the 4 GiB it can address; measure a smaller region.`, {
      code: 'over-memory-budget',
    });
  return Math.max(1, Math.ceil(bytes / PAGE));
}

/** Instances by memory: one that is used again keeps what the engine has learnt about its hot functions. */
const instances = new WeakMap<WebAssembly.Memory, Map<string, WebAssembly.Exports>>();

/** The functions of a compiled kernel over this memory. `Exports` repeats the signatures of the assembly file. */
export function kernel<Exports>(code: string, memory: WebAssembly.Memory): Exports {
  let known = instances.get(memory);
  if (known === undefined) instances.set(memory, (known = new Map()));
  const found = known.get(code);
  if (found !== undefined) return found as Exports;
  let module = modules.get(code);
  if (module === undefined) {
    module = new WebAssembly.Module(Uint8Array.from(atob(code), (char) => char.charCodeAt(0)));
    modules.set(code, module);
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  known.set(code, exports);
  // the compiler checked the signatures of the source; here they are taken at their word
  return exports as Exports;
}

/** Offsets of parts laid one after another, each aligned to 16 bytes, and the bytes in all. */
export function layout<Name extends string>(parts: Readonly<Record<Name, number>>): { at: Record<Name, number>; bytes: number } {
  const at = {} as Record<Name, number>;
  let bytes = 0;
  for (const name of Object.keys(parts) as Name[]) {
    at[name] = bytes;
    bytes += Math.ceil(parts[name] / 16) * 16;
  }
  return { at, bytes };
}
