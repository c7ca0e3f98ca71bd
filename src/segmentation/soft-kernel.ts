/**
 * From scores straight to bytes, for the usual network: this runs for every voxel beside the network, and has to cost a
 * small part of it. Four voxels at a time: the most probable class, and the probability of each as 0..255. Powers of two
 * are a polynomial of the fifth degree (largest relative error 2e-7) with the whole part added to the exponent's bits.
 *
 *     memory:  scale | shift of each class || scores, class by class || class plane | probability of each class
 */
import * as vm from './vector-code.js';

export interface SoftKernel {
  /** scores of class c begin at c * stride; copy them here */
  readonly scores: Float32Array;
  readonly stride: number;
  /** plane p begins at p * plane */
  readonly bytes: Uint8Array;
  readonly plane: number;
  /** `shifts` are added to the scores after these are divided by the temperature */
  prepare(temperature: number, shifts: Float64Array): void;
  /** `count` voxels from scores[from] to bytes[to]; up to three bytes behind them are overwritten. False when a score is not a number. */
  run(from: number, to: number, count: number): boolean;
}

/** more than any network has; they would need other code */
export const MOST_CLASSES = 64;

const LEAST_VOXELS = 4096;
const PAGE = 65_536;
/** bytes before the scores */
const HEAD = 512;
/** what is read or written beyond the last voxel */
const SPARE = 16;

const kernels = new Map<string, SoftKernel>();

/** For blocks of up to `voxels`; one at a time uses it. */
export function softKernel(classes: number, voxels: number): SoftKernel {
  const room = Math.max(LEAST_VOXELS, 2 ** Math.ceil(Math.log2(voxels)));
  const key = `${classes} ${room}`;
  const known = kernels.get(key) ?? create(classes, room);
  kernels.set(key, known);
  return known;
}

function create(classes: number, room: number): SoftKernel {
  const row = 4 * room + SPARE;
  const plane = room + SPARE;
  const out = HEAD + classes * row;
  const pages = Math.ceil((out + (classes + 1) * plane) / PAGE);
  const code = program(classes, row, out, plane);
  const module = new WebAssembly.Module(vm.assemble({ parameters: 3, vectors: lastLocal(classes) - 2, pages }, code));
  const { memory, run } = new WebAssembly.Instance(module).exports as {
    memory: WebAssembly.Memory;
    run: (from: number, to: number, end: number) => number;
  };
  const settings = new Float32Array(memory.buffer, 0, 1 + classes);
  const scores = new Float32Array(memory.buffer, HEAD, (classes * row) / 4);
  return {
    scores,
    stride: row / 4,
    bytes: new Uint8Array(memory.buffer, out),
    plane,
    prepare(temperature, shifts) {
      settings[0] = Math.LOG2E / temperature;
      for (let c = 0; c < classes; c++) settings[1 + c] = (shifts[c] as number) * temperature;
    },
    run(from, to, count) {
      if (run(4 * from, to, to + count) === 0) return true;
      // what is left of it may be read behind the end of another row
      scores.fill(0);
      return false;
    },
  };
}

const [FROM, TO, END] = [0, 1, 2];
const [TOP, BEST, SUM, BAD, WHOLE, REST, SCALE] = [3, 4, 5, 6, 7, 8, 9];
const shiftOf = (c: number): number => 10 + c;
const valueOf = (classes: number, c: number): number => 10 + classes + c;
const lastLocal = (classes: number): number => 9 + 2 * classes;

/** numbers from here on have no fraction: adding it rounds, and leaves the whole number in the lowest bits */
const ROUND = 1.5 * 2 ** 23;
/** exponents end here; what is below counts as nothing */
const LOWEST = -126;
/** 2^x = 1 + x (c0 + c1 x + ...) for |x| <= 1/2, by interpolation at Chebyshev points */
const POWER = [0.6931471805599453, 0.24022349038020388, 0.05550381013796484, 0.009666368515384533, 0.0013381302537301026];

function program(classes: number, row: number, out: number, plane: number): vm.Code {
  const all = Array.from({ length: classes }, (_, c) => c);
  const value = (c: number): number => valueOf(classes, c);
  const { get, set } = vm;
  const read = all.map((c) => set(value(c), vm.add(vm.load(get(FROM), HEAD + c * row), get(shiftOf(c)))));
  const best = all
    .slice(1)
    .flatMap((c) => [
      ...set(BEST, vm.choose(vm.integers(c + 1), get(BEST), vm.above(get(value(c)), get(TOP)))),
      ...set(TOP, vm.larger(get(TOP), get(value(c)))),
    ]);
  const powers = all.flatMap((c) => [
    ...set(REST, vm.larger(vm.multiply(vm.subtract(get(value(c)), get(TOP)), get(SCALE)), vm.floats(LOWEST))),
    ...set(WHOLE, vm.add(get(REST), vm.floats(ROUND))),
    ...set(REST, vm.subtract(get(REST), vm.subtract(get(WHOLE), vm.floats(ROUND)))),
    ...set(value(c), vm.addIntegers(polynomial(get(REST)), vm.shiftLeft(get(WHOLE), 23))),
    ...set(SUM, vm.add(get(SUM), get(value(c)))),
  ]);
  const write = all.map((c) =>
    vm.storeBytes(get(TO), out + (c + 1) * plane, vm.add(vm.multiply(get(value(c)), get(REST)), vm.floats(ROUND))),
  );
  const body = [
    ...read.flat(),
    ...set(TOP, get(value(0))),
    ...set(BEST, vm.integers(1)),
    ...best,
    ...set(SUM, vm.floats(0)),
    ...powers,
    ...set(BAD, vm.either(get(BAD), vm.differs(get(SUM), get(SUM)))),
    ...set(REST, vm.divide(vm.floats(255), get(SUM))),
    ...vm.storeBytes(get(TO), out, get(BEST)),
    ...write.flat(),
    ...vm.advance(FROM, 16),
    ...vm.advance(TO, 4),
  ];
  return [
    ...set(SCALE, vm.loadSplat(vm.zero, 0)),
    ...all.flatMap((c) => set(shiftOf(c), vm.loadSplat(vm.zero, 4 + 4 * c))),
    ...vm.repeatWhileBelow(get(TO), get(END), body),
    ...vm.anySet(get(BAD)),
  ];
}

function polynomial(x: vm.Code): vm.Code {
  const inner = POWER.toReversed().reduce<vm.Code>(
    (sum, factor) => (sum.length === 0 ? vm.floats(factor) : vm.add(vm.multiply(sum, x), vm.floats(factor))),
    [],
  );
  return vm.add(vm.multiply(inner, x), vm.floats(1));
}
