/** Every way of travelling keeps the same promises. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { AbortedError, ConflictError, InvalidInputError, LithoscopeError, NotFoundError } from '../../src/base/index.js';
import { call, type Client, type Contract, type Frame } from '../../src/contract/define.js';
import { contract, CONTRACT_VERSION } from '../../src/contract/index.js';
import { createClient } from '../../src/rpc/index.js';
import { startCore, temporaryFolder } from '../services/core-harness.js';
import { writeTinyImage } from '../services/tiny-stack.js';
import { ENDS, openEnd, type End } from './ends.js';
import { ODD_KINDS, trial, trialHandlers, type Trial, type TrialLog } from './trial-contract.js';

async function errorOf(work: Promise<unknown>): Promise<LithoscopeError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LithoscopeError);
  return error as LithoscopeError;
}

/** A method that the client does not know cannot be called through it: straight to the transport. */
async function lastFrame(end: End, method: string, params: unknown): Promise<Frame | undefined> {
  let last: Frame | undefined;
  for await (const frame of end.transport.open(method, params, new AbortController().signal)) last = frame;
  return last;
}

describe.each(ENDS)('calls over %s', (name, start) => {
  let log: TrialLog;
  let end: End;
  let client: Client<Trial>;

  beforeEach(async () => {
    log = { handled: [], stopped: [] };
    end = await openEnd(start, trial, trialHandlers(log));
    client = createClient(trial, end.transport);
  });
  afterEach(() => end.close());

  it('gives the result with its type', async () => {
    const result = await client['text.repeat']({ text: 'Li', times: 3 });
    expectTypeOf(result).toEqualTypeOf<{ text: string }>();
    expect(result).toEqual({ text: 'LiLiLi' });
  });

  it('fills in what the parameters leave out', async () => {
    expect(await client['text.repeat']({ text: 'SEI ' })).toEqual({ text: 'SEI SEI ' });
  });

  it('keeps letters of any script', async () => {
    expect(await client['text.repeat']({ text: 'µm ångström 電池 \n"\\', times: 1 })).toEqual({ text: 'µm ångström 電池 \n"\\' });
  });

  it('reports progress in order and before the result', async () => {
    const seen: number[] = [];
    const result = await client['count.up']({ to: 50 }, { onProgress: ({ done }) => seen.push(done) });
    expect(result).toEqual({ sum: 1275 });
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('runs two jobs beside each other without mixing them', async () => {
    const seen: Record<string, number[]> = { a: [], b: [] };
    const [a, b] = await Promise.all([
      client['count.up']({ to: 20 }, { onProgress: ({ done, total }) => seen['a']!.push(done * 1000 + total) }),
      client['count.up']({ to: 30, every: 3 }, { onProgress: ({ done, total }) => seen['b']!.push(done * 1000 + total) }),
    ]);
    expect([a, b]).toEqual([{ sum: 210 }, { sum: 465 }]);
    expect(seen['a']).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) * 1000 + 20));
    expect(seen['b']).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 3000 + 30));
  });

  it('carries class, code, message and subject of an error', async () => {
    const error = await errorOf(client['study.lock']({}));
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      tag: 'conflict',
      code: 'locked',
      subject: 'a.lithoscope',
      message: 'The study a.lithoscope is open elsewhere; close it there.',
    });
  });

  it('refuses bad parameters before the handler sees them, by name', async () => {
    const error = await errorOf(client['text.repeat']({ text: 'x', times: 0.5 }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ code: 'bad-params', subject: 'times' });
    expect(await errorOf(client['text.repeat'](null as unknown as { text: string }))).toMatchObject({ code: 'bad-params' });
    expect(log.handled).toEqual([]);
  });

  it.each(['no.such', '__proto__', 'constructor', 'hasOwnProperty', 'toString', ''])('has no method "%s"', async (method) => {
    expect(await lastFrame(end, method, {})).toMatchObject({ type: 'err', error: { tag: 'not-found', code: 'unknown-method' } });
  });

  it('does nothing when it was cancelled before', async () => {
    const stop = AbortSignal.abort();
    expect(await errorOf(client['wait.forever']({}, { signal: stop }))).toBeInstanceOf(AbortedError);
    expect(log.handled).toEqual([]);
  });

  it('cancels a running job and tells its handler', async () => {
    const stop = new AbortController();
    const error = await errorOf(client['wait.forever']({}, { signal: stop.signal, onProgress: () => stop.abort() }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.code).toBe('cancelled');
    await vi.waitFor(() => expect(log.stopped).toEqual(['wait.forever']));
  });

  it('cancels one of two jobs only', async () => {
    const stop = new AbortController();
    const cancelled = errorOf(client['wait.forever']({}, { signal: stop.signal, onProgress: () => stop.abort() }));
    expect(await client['count.up']({ to: 40 })).toEqual({ sum: 820 });
    expect(await cancelled).toBeInstanceOf(AbortedError);
  });

  it('stops the handler when the reader gives up', async () => {
    const work = client['wait.forever'](
      {},
      {
        onProgress: () => {
          throw new Error('the reader fell over');
        },
      },
    );
    await expect(work).rejects.toThrow('the reader fell over');
    await vi.waitFor(() => expect(log.stopped).toEqual(['wait.forever']));
  });

  // a call in memory has no connection that could break
  if (name !== 'memory')
    it('stops the handler when the connection breaks, and says so to the caller', async () => {
      await errorOf(client['wait.forever']({}, { onProgress: () => end.disconnect() }));
      await vi.waitFor(() => expect(log.stopped).toEqual(['wait.forever']));
    });

  it.each(ODD_KINDS)('refuses a result that cannot cross a border: %s', async (kind) => {
    const error = await errorOf(client['odd.value']({ kind }));
    expect(error.tag).toBe('internal');
    expect(error.message).toMatch(/odd\.value: the result holds something that cannot cross a border, at "value/);
  });

  it('refuses a result that breaks the contract', async () => {
    const error = await errorOf(client['false.promise']({}));
    expect(error.message).toContain('"count"');
  });

  it('notices a host of another version', async () => {
    const newer = Object.freeze({ 'text.repeat': call(v.object({ text: v.string() }), v.object({ text: v.string(), count: v.number() })) });
    const error = await errorOf(createClient(newer, end.transport)['text.repeat']({ text: 'a' }));
    expect(error.code).toBe('version-skew');
    const future: Contract = Object.freeze({ 'volume.dream': call(v.object({}), v.object({})) });
    expect(await errorOf(createClient(future, end.transport)['volume.dream']!({}))).toBeInstanceOf(NotFoundError);
  });
});

describe.each(ENDS)('the real contract over %s', (_name, start) => {
  it('says hello, reads a file and refuses what was not granted', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'data'));
    const image = join(home, 'tiny.tif');
    await writeTinyImage(image);
    const { core, read } = startCore(home);
    const end = await openEnd(start, contract, core.handlers);
    try {
      const client = createClient(contract, end.transport);
      expect(await client['app.hello']({})).toMatchObject({ contractVersion: CONTRACT_VERSION, host: 'memory', openStudy: null });
      const { volumes } = await client['stack.info']({ files: [read(image)], hash: false });
      expect(volumes).toMatchObject([{ shape: [6, 12, 10], dtype: 'uint16', kind: 'volume' }]);
      expect(await errorOf(client['stack.info']({ files: ['no-such-handle'], hash: false }))).toMatchObject({ code: 'unknown-ref' });
      expect(await errorOf(client['stack.info']({ files: [], hash: false }))).toMatchObject({ code: 'bad-params', subject: 'files' });
      expect(await errorOf(client['study.state']({ study: 'none' }))).toMatchObject({ tag: 'not-found', code: 'study-not-open' });
    } finally {
      await end.close();
    }
  });
});

/** A value that is missing or extra in the contract of one end would be a hole; the shape itself is checked by the compiler. */
it('describes every method as a call or a job with schemas', () => {
  for (const [name, method] of Object.entries(contract)) {
    expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/);
    expect(['call', 'job']).toContain(method.kind);
    expect(v.safeParse(method.params, undefined).success, `${name} takes anything`).toBe(false);
    if (method.kind === 'job') expect(method.progress).toBeDefined();
  }
});
