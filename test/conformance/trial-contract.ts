/** A small contract that has one method for each thing that a way of travelling must get right. */
import * as v from 'valibot';
import { ConflictError } from '../../src/base/index.js';
import { call, job, type Handlers } from '../../src/contract/define.js';

const step = v.object({ done: v.number(), total: v.number() });

export const trial = Object.freeze({
  'text.repeat': call(
    v.object({ text: v.string(), times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 2) }),
    v.object({ text: v.string() }),
  ),
  'study.lock': call(v.object({}), v.object({})),
  'count.up': job(v.object({ to: v.number(), every: v.optional(v.number(), 1) }), step, v.object({ sum: v.number() })),
  /** reports once and then waits until it is stopped */
  'wait.forever': job(v.object({}), step, v.object({})),
  'odd.value': call(v.object({ kind: v.string() }), v.object({ value: v.unknown() })),
  'false.promise': call(v.object({}), v.object({ count: v.number() })),
});

export type Trial = typeof trial;

export interface TrialLog {
  readonly handled: string[];
  readonly stopped: string[];
}

const ODD: Readonly<Record<string, () => unknown>> = {
  function: () => () => 1,
  nan: () => Number.NaN,
  infinite: () => Infinity,
  bigint: () => 10n,
  map: () => new Map([[1, 2]]),
  date: () => new Date(0),
  'typed array': () => new Float32Array(2),
  symbol: () => Symbol('s'),
  'deep inside': () => ({ list: [1, { more: [() => 1] }] }),
  cycle: () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    return loop;
  },
};
export const ODD_KINDS = Object.keys(ODD);

export function trialHandlers(log: TrialLog): Handlers<Trial> {
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    'text.repeat'({ text, times }) {
      log.handled.push('text.repeat');
      return Promise.resolve({ text: text.repeat(times ?? 0) });
    },
    'study.lock': () =>
      Promise.reject(
        new ConflictError('The study a.lithoscope is open elsewhere; close it there.', { code: 'locked', subject: 'a.lithoscope' }),
      ),
    async 'count.up'({ to, every = 1 }, { progress }) {
      let sum = 0;
      for (let i = 1; i <= to; i++) {
        sum += i;
        if (i % every === 0) progress({ done: i, total: to });
        await tick();
      }
      return { sum };
    },
    async 'wait.forever'(_params, { signal, progress }) {
      log.handled.push('wait.forever');
      progress({ done: 0, total: 1 });
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      log.stopped.push('wait.forever');
      signal.throwIfAborted();
      return {};
    },
    'odd.value': ({ kind }) => Promise.resolve({ value: ODD[kind]?.() }),
    'false.promise': () => Promise.resolve({ count: 'three' as unknown as number }),
  };
}
