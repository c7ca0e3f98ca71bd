/** The steps of the transport solver on one chunk of planes. What each does is said beside the kernel functions in `assembly/`. */
import { transportBuildCode } from './compiled/transport-build.js';
import { transportCoarseCode } from './compiled/transport-coarse.js';
import { transportFineCode } from './compiled/transport-fine.js';
import type { GridLevel, TransportPlan } from './transport-plan.js';
import type { RunChunk } from './transport-team.js';
import { kernel } from './wasm.js';

interface FineKernel {
  redPlane(g: number, target: number, below: number, plane: number, above: number, code: number, z: number): void;
  energyPlane(g: number, below: number, plane: number, above: number, red: number, black: number, z: number): number;
  residualPlane(
    g: number,
    r: number,
    p: number,
    below: number,
    plane: number,
    above: number,
    code: number,
    z: number,
    a: number,
    out: number,
  ): void;
  directionPlane(
    g: number,
    p: number,
    r: number,
    code: number,
    coarse: number,
    row: number,
    yShift: number,
    smooth: number,
    keep: number,
  ): void;
  gatherPlane(g: number, target: number, row: number, r: number, planeBytes: number, count: number, yShift: number): void;
  balancePlane(g: number, target: number, source: number, code: number): number;
}

interface BuildKernel {
  buildPlane(b: number, z: number, blackCode: number, redCode: number, blackSource: number, redSource: number): number;
  coarsePlane(b: number, cz: number, zShift: number, yShift: number, qz: number, qy: number, qx: number, row: number): void;
}

interface CoarseKernel {
  startPlane(g: number, target: number, b: number, qz: number, qy: number, qx: number, omega: number): void;
  smoothPlane(g: number, target: number, u: number, b: number, qz: number, qy: number, qx: number, omega: number): void;
  remainderPlane(g: number, target: number, u: number, b: number, qz: number, qy: number, qx: number): void;
  dotPlane(g: number, u: number, v: number): number;
  restrictPlane(g: number, h: number, target: number, from: number, count: number, yShift: number, xShift: number): void;
  prolongPlane(g: number, h: number, u: number, coarse: number, yShift: number, xShift: number): void;
  nextCounts(
    g: number, h: number, qz: number, qy: number, qx: number, tz: number, ty: number, tx: number,
    count: number, yShift: number, xShift: number, drop: number,
  ): void; // prettier-ignore
}

/** Operations; levels count from 1, level 0 is the finest. */
export const STEP = {
  build: 0,
  balance: 1,
  direction: 2,
  energy: 3,
  residual: 4,
  counts: 5,
  start: 6,
  smoothToSpare: 7,
  smoothToValue: 8,
  remainder: 9,
  restrict: 10,
  prolong: 11,
  dot: 12,
} as const;

/** planes of coarse cells in a chunk of the finest level */
const FINE_CHUNK = 8;
const COARSE_CHUNK_CELLS = 1 << 15;

/** Chunks of a step on a level: fixed by the shape. */
export function chunksOf(plan: TransportPlan, level: number): number {
  if (level === 0) return Math.ceil(plan.levels[0].shape[0] / FINE_CHUNK);
  const { shape } = plan.levels[level - 1];
  return Math.max(1, Math.min(shape[0], Math.ceil((shape[0] * shape[1] * shape[2]) / COARSE_CHUNK_CELLS)));
}

/** Numbers that a step takes: alpha or omega, beta. They stand in the control block. */
export const SCALARS_AT = 64;

/** The steps over this memory; `thread` names the scratch planes. */
export function transportSteps(memory: WebAssembly.Memory, plan: TransportPlan, thread: number): RunChunk {
  const fine = kernel<FineKernel>(transportFineCode, memory);
  const build = kernel<BuildKernel>(transportBuildCode, memory);
  const coarse = kernel<CoarseKernel>(transportCoarseCode, memory);
  const { shape, plane, codePlane, geometry: g, levels, residual, direction, black, red, zero, partials } = plan;
  const nz = shape[0];
  const first = levels[0];
  const scalars = new Float64Array(memory.buffer, plan.control + SCALARS_AT, 2);
  const sums = new Float64Array(memory.buffer, partials, 4 * nz);
  const inBox = (base: number, z: number): number => (z < 0 || z >= nz ? zero : base + z * plane);
  const scratch = (z: number): number => (z < 0 || z >= nz ? zero : plan.scratch[thread] + (z % 3) * (plane + 64));

  /** a coarse plane, in floats or counts */
  const floats = (level: GridLevel, base: number, z: number): number => base + 4 * z * level.plane;
  const counts = (level: GridLevel, axis: number, z: number): number => level.counts[axis] + z * level.plane;

  function finePlanes(chunk: number): [number, number] {
    const shift = first.shifts[0];
    return [(chunk * FINE_CHUNK) << shift, Math.min(nz, ((chunk + 1) * FINE_CHUNK) << shift)];
  }

  function buildChunk(chunk: number): void {
    const [from, end] = finePlanes(chunk);
    for (let z = from; z < end; z++)
      sums[4 * z] = build.buildPlane(
        plan.source,
        z,
        black + z * codePlane,
        red + z * codePlane,
        residual + z * plane,
        direction + z * plane,
      );
  }

  /** Runs `red planes` ahead and `black planes` behind through the chunk. */
  function sweep(chunk: number, redAt: (z: number, own: boolean) => void, blackAt: (z: number) => void): void {
    const [from, end] = finePlanes(chunk);
    if (from > 0) redAt(from - 1, false);
    redAt(from, true);
    for (let z = from; z < end; z++) {
      if (z + 1 < nz) redAt(z + 1, z + 1 < end);
      blackAt(z);
    }
    gather(from, end);
  }

  /** Residual summed over the cells of the first coarse level. */
  function gather(from: number, end: number): void {
    const [zShift, yShift] = first.shifts;
    for (let cz = from >> zShift; cz << zShift < end; cz++) {
      const z = cz << zShift;
      fine.gatherPlane(
        g,
        floats(first, first.b, cz),
        4 * first.row,
        residual + z * plane,
        plane,
        Math.min(end, (cz + 1) << zShift) - z,
        yShift,
      );
    }
  }

  function balanceChunk(chunk: number): void {
    sweep(
      chunk,
      (z, own) => {
        const part = fine.balancePlane(g, scratch(z), direction + z * plane, red + z * codePlane);
        if (own) sums[4 * z + 3] = part;
      },
      (z) =>
        fine.residualPlane(
          g,
          residual + z * plane,
          zero,
          scratch(z - 1),
          scratch(z),
          scratch(z + 1),
          black + z * codePlane,
          z,
          1,
          partials + 32 * z,
        ),
    );
  }

  function residualChunk(chunk: number): void {
    sweep(
      chunk,
      (z) => fine.redPlane(g, scratch(z), inBox(direction, z - 1), direction + z * plane, inBox(direction, z + 1), red + z * codePlane, z),
      (z) =>
        fine.residualPlane(
          g, residual + z * plane, direction + z * plane, scratch(z - 1), scratch(z), scratch(z + 1),
          black + z * codePlane, z, scalars[0], partials + 32 * z,
        ), // prettier-ignore
    );
  }

  function directionChunk(chunk: number): void {
    const [from, end] = finePlanes(chunk);
    const [zShift, yShift] = first.shifts;
    for (let z = from; z < end; z++)
      fine.directionPlane(
        g, direction + z * plane, residual + z * plane, black + z * codePlane,
        floats(first, first.u, z >> zShift), 4 * first.row, yShift, scalars[0], scalars[1],
      ); // prettier-ignore
  }

  function energyChunk(chunk: number): void {
    const [from, end] = finePlanes(chunk);
    for (let z = from; z < end; z++)
      sums[4 * z + 3] = fine.energyPlane(
        g, inBox(direction, z - 1), direction + z * plane, inBox(direction, z + 1), red + z * codePlane, black + z * codePlane, z,
      ); // prettier-ignore
  }

  function countsPlane(level: number, z: number): void {
    const to = levels[level - 1];
    const [zShift, yShift, xShift] = to.shifts;
    const target = [counts(to, 0, z), counts(to, 1, z), counts(to, 2, z)] as const;
    if (level === 1) {
      build.coarsePlane(plan.source, z, zShift, yShift, target[0], target[1], target[2], to.row);
      return;
    }
    const from = levels[level - 2];
    const start = z << zShift;
    const end = z < 0 ? 0 : Math.min(from.shape[0], (z + 1) << zShift);
    const last = z < 0 ? -1 : end - 1;
    coarse.nextCounts(
      from.geometry, to.geometry, counts(from, 0, last), counts(from, 1, start), counts(from, 2, start),
      target[0], target[1], target[2], z < 0 ? 0 : end - start, yShift, xShift, to.drop,
    ); // prettier-ignore
  }

  function coarsePlane(operation: number, level: number, z: number): void {
    const l = levels[level - 1];
    const [u, b, spare] = [floats(l, l.u, z), floats(l, l.b, z), floats(l, l.spare, z)];
    const q = [counts(l, 0, z), counts(l, 1, z), counts(l, 2, z)] as const;
    const omega = scalars[0];
    switch (operation) {
      case STEP.counts:
        if (z === 0) countsPlane(level, -1);
        return countsPlane(level, z);
      case STEP.start:
        return coarse.startPlane(l.geometry, spare, b, q[0], q[1], q[2], omega);
      case STEP.smoothToSpare:
        return coarse.smoothPlane(l.geometry, spare, u, b, q[0], q[1], q[2], omega);
      case STEP.smoothToValue:
        return coarse.smoothPlane(l.geometry, u, spare, b, q[0], q[1], q[2], omega);
      case STEP.remainder:
        return coarse.remainderPlane(l.geometry, spare, u, b, q[0], q[1], q[2]);
      case STEP.restrict: {
        // onto this level, from the finer one
        const from = levels[level - 2];
        const [zShift, yShift, xShift] = l.shifts;
        const start = z << zShift;
        const count = Math.min(from.shape[0], (z + 1) << zShift) - start;
        return coarse.restrictPlane(from.geometry, l.geometry, b, floats(from, from.spare, start), count, yShift, xShift);
      }
      case STEP.prolong: {
        // onto this level, from the coarser one
        const from = levels[level];
        const [zShift, yShift, xShift] = from.shifts;
        return coarse.prolongPlane(l.geometry, from.geometry, u, floats(from, from.u, z >> zShift), yShift, xShift);
      }
      default:
        sums[4 * z + 3] = coarse.dotPlane(l.geometry, u, b);
    }
  }

  return (operation, level, chunk, chunks) => {
    if (level > 0) {
      const planes = levels[level - 1].shape[0];
      const from = Math.floor((planes * chunk) / chunks);
      const end = Math.floor((planes * (chunk + 1)) / chunks);
      for (let z = from; z < end; z++) coarsePlane(operation, level, z);
    } else if (operation === STEP.build) buildChunk(chunk);
    else if (operation === STEP.balance) balanceChunk(chunk);
    else if (operation === STEP.direction) directionChunk(chunk);
    else if (operation === STEP.energy) energyChunk(chunk);
    else residualChunk(chunk);
  };
}
