import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createSources } from '../../src/formats/index.js';
import { createFormatHost } from '../../src/node/format-host.js';
import { createLifeSigns } from '../../src/node/reader-life.js';
import { startReaderChannel } from '../../src/node/reader-thread.js';
import type { ReaderChannel } from '../../src/node/reader-thread.js';
import type { FromReader, ToReader } from '../../src/node/reader-messages.js';
import { createThreadSources } from '../../src/node/thread-sources.js';
import type { ThreadSources } from '../../src/node/thread-sources.js';
import type { Sources } from '../../src/ports/index.js';
import { bundleEntry } from '../support/bundle.js';
import { sameBytes } from '../support/format-host.js';
import { writeNpy } from '../support/npy-writer.js';
import { describeShared, sharedPath } from '../support/shared.js';

let folder: string;
let stack: string;
let other: string;
let entry: URL;
const local: Sources = createSources(createFormatHost());
const started: ThreadSources[] = [];
/** channels of the threads that were started, so that a test can end one */
const channels: ReaderChannel[] = [];

function startThreads(threads = 1): ThreadSources {
  const sources = createThreadSources({
    start: () => {
      const channel = startReaderChannel(entry);
      channels.push(channel);
      return channel;
    },
    threads,
  });
  started.push(sources);
  return sources;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lithoscope-readers-'));
  const rng = createRng(5);
  stack = join(folder, 'stack.npy');
  other = join(folder, 'other.npy');
  writeFileSync(
    stack,
    writeNpy(
      [20, 30, 40],
      Float32Array.from({ length: 20 * 30 * 40 }, () => rng.int(65536)),
    ),
  );
  writeFileSync(
    other,
    writeNpy(
      [4, 5, 6],
      Float32Array.from({ length: 4 * 5 * 6 }, () => rng.int(256)),
    ),
  );
  entry = await bundleEntry('src/node/reader-entry.ts');
}, 60_000);

afterAll(async () => {
  for (const sources of started) await sources.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('readers in threads', () => {
  test('values, hash and description are those of the readers in this thread', async () => {
    const threads = startThreads();
    const [here, there] = await Promise.all([local.open(stack), threads.open(stack)]);
    expect(there.info).toEqual(here.info);
    const region = { start: [3, 4, 5], size: [10, 20, 30] };
    expect(await there.read(region)).toEqual(await here.read(region));
    expect(await there.hash()).toBe(await here.hash());
    expect(await threads.inspect(stack)).toEqual(await local.inspect(stack));
    expect(await threads.glance(stack)).toEqual(await local.glance(stack));
    expect(await threads.list(stack)).toEqual(await local.list(stack));
    const seen: number[] = [];
    await there.hash({ onProgress: ({ done }) => seen.push(done) });
    expect(seen).toEqual([24000]);
    await there.close();
    await expect(there.read(region)).rejects.toMatchObject({ code: 'source-closed' });
  });

  test('refusals keep their tag, code and subject', async () => {
    const threads = startThreads();
    const broken = join(folder, 'broken.npy');
    writeFileSync(broken, 'this is no array');
    const nothing = join(folder, 'nothing.tif');
    for (const ask of [
      (sources: Sources) => sources.open(nothing),
      (sources: Sources) => sources.open(broken),
      (sources: Sources) => sources.openGeometry(stack),
      async (sources: Sources) => (await sources.open(stack)).read({ start: [0, 0, 0], size: [21, 1, 1] }),
    ]) {
      const mine: unknown = await ask(local).catch((error: unknown) => error);
      const { tag, code, subject, message } = mine as { tag: string; code: string; subject: string; message: string };
      await expect(ask(threads)).rejects.toMatchObject({ tag, code, subject, message });
    }
    expect(await threads.inspect(broken)).toEqual(await local.inspect(broken));
  });

  test('a request is given up at once, and the thread serves on', async () => {
    const threads = startThreads();
    const source = await threads.open(stack);
    const stop = new AbortController();
    const hashing = source.hash({ signal: stop.signal });
    stop.abort();
    await expect(hashing).rejects.toMatchObject({ tag: 'aborted' });
    await expect(threads.open(stack, undefined, AbortSignal.abort())).rejects.toMatchObject({ tag: 'aborted' });
    expect(await source.read({ start: [0, 0, 0], size: [1, 1, 2] })).toHaveLength(2);
  });

  test('sources of a thread that ended open again by themselves', async () => {
    const threads = startThreads();
    const [a, b] = [await threads.open(stack), await threads.open(other)];
    const region = { start: [0, 0, 0], size: [4, 5, 6] };
    const before = [await a.read(region), await b.read(region)];
    await channels.at(-1)?.end();
    expect([await a.read(region), await b.read(region)]).toEqual(before);
    expect(await a.hash()).toBe(await (await local.open(stack)).hash());
  });

  test('a file that became another one is not read on', async () => {
    const threads = startThreads();
    const path = join(folder, 'changing.npy');
    writeFileSync(path, writeNpy([3, 4, 5], new Float32Array(60)));
    const source = await threads.open(path);
    writeFileSync(path, writeNpy([6, 4, 5], new Float32Array(120)));
    await channels.at(-1)?.end();
    await expect(source.read({ start: [0, 0, 0], size: [1, 1, 1] })).rejects.toMatchObject({ tag: 'conflict', code: 'file-changed' });
    truncateSync(path, 0);
    await expect(source.read({ start: [0, 0, 0], size: [1, 1, 1] })).rejects.toMatchObject({ code: 'empty-file' });
  });

  test('after the end of the program nothing is read', async () => {
    const threads = startThreads();
    const source = await threads.open(stack);
    await threads.close();
    await expect(source.read({ start: [0, 0, 0], size: [1, 1, 1] })).rejects.toMatchObject({ tag: 'internal', code: 'readers-closed' });
  });
});

test('a piece of a file that arrives is a sign of life of the request that asked for it, and of no other', async () => {
  const life = createLifeSigns();
  const { files } = life.watch(createFormatHost());
  const signs: string[] = [];
  await Promise.all([
    life.run(
      () => void signs.push('reads'),
      async () => {
        const file = await files.open(stack);
        expect(await file.read(0, 4)).toEqual(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d));
        await file.close();
      },
    ),
    life.run(
      () => void signs.push('waits'),
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    ),
  ]);
  expect(signs).toEqual(['reads']);
});

/** A thread that does what the test says. */
function puppet(answer: (message: ToReader, say: (message: FromReader) => void, end: (why: string) => void) => void): {
  start: () => ReaderChannel;
  ended: () => number;
} {
  let ended = 0;
  return {
    ended: () => ended,
    start() {
      let say: (message: FromReader) => void = () => undefined;
      let stop: (why: string) => void = () => undefined;
      return {
        post: (message) => queueMicrotask(() => answer(message, say, stop)),
        listen(onMessage, onEnd) {
          say = onMessage;
          stop = onEnd;
        },
        hold: () => undefined,
        end: () => Promise.resolve(ended++),
      };
    },
  };
}

const INFO = { format: 'npy', path: '/data/a.npy', axes: [{ name: 'x', size: 1 }], storedDtype: 'uint8' };

describe('the watchdog', () => {
  test('a reader that hangs loses its thread, and is named', async () => {
    const thread = puppet((message, say) => {
      if ('ask' in message && message.ask.kind === 'open') say({ ticket: message.ticket, value: { source: 1, info: INFO } });
    });
    const sources = createThreadSources({ start: thread.start, threads: 1, silenceMs: 60 });
    started.push(sources);
    const source = await sources.open('/data/a.npy');
    await expect(source.read({ start: [0], size: [1] })).rejects.toMatchObject({
      tag: 'internal',
      code: 'reader-stalled',
      subject: '/data/a.npy',
    });
    expect(thread.ended()).toBe(1);
  });

  test('signs of life and progress keep a slow reader; its neighbours on the same source live with it', async () => {
    const thread = puppet((message, say) => {
      if (!('ask' in message)) return;
      const { ticket, ask } = message;
      if (ask.kind === 'open') return say({ ticket, value: { source: 1, info: INFO } });
      if (ask.kind !== 'hash') return void setTimeout(() => say({ ticket, value: new Uint8Array(1) }), 400);
      let left = 20;
      const timer = setInterval(() => {
        if (left-- % 2 === 0) say({ ticket, alive: true });
        else say({ ticket, progress: { done: 20 - left, total: 20, what: 'voxels' } });
        if (left > 0) return;
        clearInterval(timer);
        say({ ticket, value: 'abc' });
      }, 20);
    });
    const sources = createThreadSources({ start: thread.start, threads: 1, silenceMs: 150 });
    started.push(sources);
    const source = await sources.open('/data/a.npy');
    const [hash, data] = await Promise.all([source.hash(), source.read({ start: [0], size: [1] })]);
    expect([hash, data.length, thread.ended()]).toEqual(['abc', 1, 0]);
  });

  test('what shared the thread of a hanging reader is asked again in a new one', async () => {
    let threads = 0;
    const thread = puppet((message, say) => {
      if (!('ask' in message)) return;
      const { ticket, ask } = message;
      if (ask.kind === 'glance' && ask.paths[0] === 'good' && threads > 1) say({ ticket, value: [] });
      else if (ask.kind === 'glance' && ask.paths[0] === 'good') {
        const timer = setInterval(() => say({ ticket, alive: true }), 10);
        setTimeout(() => clearInterval(timer), 300);
      }
    });
    const start = (): ReaderChannel => {
      threads++;
      return thread.start();
    };
    const sources = createThreadSources({ start, threads: 1, silenceMs: 100 });
    started.push(sources);
    const [bad, good] = await Promise.allSettled([sources.glance('bad'), sources.glance('good')]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'reader-stalled' } });
    expect(good).toEqual({ status: 'fulfilled', value: [] });
    expect(threads).toBe(2);
  });

  test('a reader that brings its thread down alone is not asked twice', async () => {
    let asked = 0;
    const thread = puppet((_message, _say, end) => {
      asked++;
      end('out of memory');
    });
    const sources = createThreadSources({ start: thread.start, threads: 1 });
    started.push(sources);
    await expect(sources.inspect('/data/huge.tif')).rejects.toMatchObject({ code: 'reader-failed', subject: '/data/huge.tif' });
    expect(asked).toBe(1);
  });
});

interface Fixture {
  readonly file: string;
}

describeShared('formats/manifest.json', 'readers in threads, on reference files', () => {
  test('every reading gives the same values, again and again', async () => {
    const threads = startThreads(2);
    const files = JSON.parse(readFileSync(sharedPath('formats/manifest.json'), 'utf8')) as Fixture[];
    let compared = 0;
    for (const { file } of files) {
      const path = sharedPath('formats', file);
      const here = await local.open(path).catch(() => null);
      if (here === null || here.info.bytes > 2 ** 24) continue;
      const there = await threads.open(path);
      const region = { start: here.info.axes.map(() => 0), size: here.info.axes.map(({ size }) => size) };
      const expected = await here.read(region).catch((error: unknown) => error as { code: string });
      for (let k = 0; k < 2; k++)
        if ('code' in expected) await expect(there.read(region), file).rejects.toMatchObject({ code: expected.code });
        else expect(sameBytes(await there.read(region), expected), file).toBe(true);
      await here.close();
      await there.close();
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  }, 60_000);
});
