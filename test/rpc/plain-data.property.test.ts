import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstNotPlain } from '../../src/rpc/plain-data.js';

describe('plain data', () => {
  it('is exactly what JSON keeps', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(firstNotPlain(value)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withMap: true, withBigInt: true, withTypedArray: true, withSparseArray: true }),
        (value) => {
          if (firstNotPlain(value) !== undefined || value === undefined) return;
          // absent and undefined properties are the same to a reader; minus zero is zero in JSON
          const there = JSON.parse(JSON.stringify(value)) as unknown;
          expect(JSON.stringify(there)).toBe(JSON.stringify(value));
          expect(there).toEqual(JSON.parse(JSON.stringify(structuredClone(value))));
        },
      ),
    );
  });

  it('names the place', () => {
    expect(firstNotPlain({ table: { rows: [[1], [2, Number.NaN]] } })).toBe('"table.rows[1][1]" (NaN)');
    expect(firstNotPlain({ when: new Date(0) })).toBe('"when" (Date)');
    expect(firstNotPlain({ a: undefined })).toBeUndefined();
    expect(firstNotPlain([undefined])).toBe('"[0]" (undefined)');
  });

  it('takes the same object twice, which is no cycle', () => {
    const shared = { a: 1 };
    expect(firstNotPlain([shared, shared])).toBeUndefined();
  });
});
