/** How fast tiles are done and when the rest will be: a range, because a laptop's speed is not constant. */
import type { Clock } from '../ports/index.js';

export interface Pace {
  readonly voxelsPerSecond?: number;
  /** soonest and latest */
  readonly etaSeconds?: readonly [number, number];
}

const RECENT = 16;
const LEAST = 3;

export class PaceMeter {
  readonly #clock: Clock;
  readonly #marks: { time: number; voxels: number }[];
  #voxels = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#marks = [{ time: clock.monotonic(), voxels: 0 }];
  }

  add(voxels: number): void {
    this.#voxels += voxels;
    this.#marks.push({ time: this.#clock.monotonic(), voxels: this.#voxels });
  }

  /** From the whole run and its recent part; the slower gives the end of the range, with a tenth to spare. */
  pace(voxelsLeft: number): Pace {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    const recent = this.#marks.at(-1 - RECENT) ?? first;
    if (first === undefined || last === undefined || recent === undefined || this.#marks.length <= LEAST) return {};
    const rate = (from: { time: number; voxels: number }): number =>
      (1000 * (last.voxels - from.voxels)) / Math.max(1, last.time - from.time);
    const rates = [rate(first), rate(recent)];
    return { voxelsPerSecond: rate(first), etaSeconds: [(0.9 * voxelsLeft) / Math.max(...rates), (1.1 * voxelsLeft) / Math.min(...rates)] };
  }
}
