import { describe, expect, test } from 'vitest';
import { createSliceCache, prefetchIndices, prefetchRoom, type SliceKey } from '../../renderer/viewer/slice-cache.js';

const at = (index: number, layer = 'image'): SliceKey => ({ layer, axis: 'z', index });

/** A host that answers when it is told to. */
function fixture(budgetBytes?: number) {
  const asked: { key: SliceKey; version: string; signal: AbortSignal; answer: () => Promise<void>; fail: () => Promise<void> }[] = [];
  const arrived: number[] = [];
  const failed: number[] = [];
  const cache = createSliceCache({
    fetch: (key, version, signal) =>
      new Promise((resolve, reject) => {
        const settle = (run: () => void) => async (): Promise<void> => {
          run();
          await new Promise((done) => setTimeout(done, 0));
        };
        const slice = { data: new Uint8Array(100).fill(key.index), rows: 10, columns: 10, dtype: 'uint8' as const };
        asked.push({
          key,
          version,
          signal,
          answer: settle(() => resolve({ slice, version })),
          fail: settle(() => reject(new Error('gone'))),
        });
      }),
    onArrival: (key) => arrived.push(key.index),
    onError: (_, key) => failed.push(key.index),
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
  });
  return { asked, arrived, failed, cache };
}

describe('the slice cache', () => {
  test('asks once for a slice that is under way, and gives it afterwards', async () => {
    const { asked, arrived, cache } = fixture();
    cache.want(at(3), 'v1', []);
    cache.want(at(3), 'v1', []);
    expect(asked).toHaveLength(1);
    await asked[0]!.answer();
    expect(arrived).toEqual([3]);
    expect(cache.peek(at(3), 'v1')?.fresh).toBe(true);
    cache.want(at(3), 'v1', []);
    expect(asked).toHaveLength(1);
  });

  test('neighbours are fetched once the slice itself is there', async () => {
    const { asked, cache } = fixture();
    cache.want(at(3), 'v1', [4, 5]);
    expect(asked.map((request) => request.key.index)).toEqual([3]);
    await asked[0]!.answer();
    cache.want(at(3), 'v1', [4, 5]);
    expect(asked.map((request) => request.key.index)).toEqual([3, 4, 5]);
  });

  test('aborts what nobody looks at any more, and keeps prefetched neighbours', async () => {
    const { asked, cache } = fixture();
    cache.want(at(3), 'v1', [4, 5]);
    await asked[0]!.answer();
    cache.want(at(3), 'v1', [4, 5]);
    cache.want(at(5), 'v1', [6, 7]);
    expect(asked.filter((request) => request.signal.aborted).map((request) => request.key.index)).toEqual([4]);
    cache.want(at(20), 'v1', [21]);
    expect(asked.filter((request) => request.signal.aborted).map((request) => request.key.index)).toEqual([4, 5]);
    expect(asked.at(-1)?.key.index).toBe(20);
  });

  test('other layers are not disturbed', () => {
    const { asked, cache } = fixture();
    cache.want(at(3, 'labels'), 'v1', []);
    cache.want(at(9, 'image'), 'v1', []);
    expect(asked.every((request) => !request.signal.aborted)).toBe(true);
  });

  test('stays within its budget by forgetting what was not used for longest', async () => {
    const { asked, cache } = fixture(250);
    cache.want(at(0), 'v1', []);
    await asked[0]!.answer();
    cache.want(at(0), 'v1', [1, 2]);
    await asked[1]!.answer();
    cache.peek(at(0), 'v1');
    await asked[2]!.answer();
    expect(cache.bytes()).toBe(200);
    expect([0, 1, 2].map((index) => cache.peek(at(index), 'v1') !== null)).toEqual([true, false, true]);
  });

  test('an older version is still shown while the new one is fetched', async () => {
    const { asked, cache } = fixture();
    cache.want(at(3), 'v1', []);
    await asked[0]!.answer();
    expect(cache.peek(at(3), 'v2')).toMatchObject({ fresh: false });
    cache.want(at(3), 'v2', []);
    expect(asked).toHaveLength(2);
  });

  test('after an edit only slices that cross its box are fetched again', async () => {
    const { asked, cache } = fixture();
    for (const index of [0, 1, 2, 3]) {
      cache.want(at(index, 'labels'), 'v1', []);
      await asked.at(-1)!.answer();
    }
    cache.advance('labels', 'v1', 'v2', { start: [1, 0, 0], end: [3, 10, 10] });
    expect([0, 1, 2, 3].map((index) => cache.peek(at(index, 'labels'), 'v2')?.fresh)).toEqual([true, false, false, true]);
  });

  test('an edit that changed nothing keeps everything', async () => {
    const { asked, cache } = fixture();
    cache.want(at(5, 'labels'), 'v1', []);
    await asked[0]!.answer();
    cache.advance('labels', 'v1', 'v2', null);
    expect(cache.peek(at(5, 'labels'), 'v2')?.fresh).toBe(true);
  });

  test('a late answer to a cleared cache is dropped; a failure is told', async () => {
    const { asked, arrived, failed, cache } = fixture();
    cache.want(at(1), 'v1', []);
    cache.clear();
    await asked[0]!.answer();
    expect(arrived).toEqual([]);
    cache.want(at(2), 'v1', []);
    await asked[1]!.fail();
    expect(failed).toEqual([2]);
  });
});

test('large slices are not fetched far ahead', () => {
  expect(prefetchRoom(512 * 512 * 2)).toBeGreaterThan(6);
  expect(prefetchRoom(4096 * 4096 * 2)).toBe(1);
});

test('prefetch goes four ahead and two behind, within the volume', () => {
  expect(prefetchIndices(10, 1, 100)).toEqual([11, 12, 13, 14, 9, 8]);
  expect(prefetchIndices(10, -3, 100)).toEqual([9, 8, 7, 6, 11, 12]);
  expect(prefetchIndices(0, -1, 2)).toEqual([1]);
});
