/** Every reference file through the command line: the values that independent readers found, or a refusal in one sentence. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { InfoEntry } from '../../src/contract/index.js';
import { ensureBuilt, lithoscope } from '../cli/run-cli.js';
import { temporaryFolder } from '../services/core-harness.js';
import { describeShared, sharedPath } from '../support/shared.js';

interface Reference {
  file: string;
  shape?: number[];
  axes?: string | null;
  dtype?: string;
  pixel_sha256?: string;
  refused?: boolean;
  no_spacing?: boolean;
  spacing_zyx_m?: number[];
  spacing_zyx_without_unit?: number[];
  set_shape?: number[];
  dataset?: string;
}

type Entry = InfoEntry & { error?: { code: string; message: string } };

const METRES: Record<string, number> = { m: 1, mm: 1e-3, um: 1e-6, nm: 1e-9, A: 1e-10 };

/** Compressions that may be refused by name. */
const MAY_BE_REFUSED = /_bz2/;

/** Lossy: decoders agree within two grey levels, so the hash says nothing. */
const LOSSY = /jpg\.tiff/;

function references(part: string): Reference[] {
  const path = sharedPath(part, 'manifest.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Reference[]) : [];
}

/** Leading axes of length 1 may stay or go. */
function squeeze(shape: readonly number[]): number[] {
  return shape.filter((n, i) => n > 1 || i >= shape.length - 2);
}

function checkSpacing({ spacing }: Extract<InfoEntry, { format: string }>, reference: Reference): void {
  if (reference.no_spacing) expect(spacing).toBeNull();
  if (reference.spacing_zyx_without_unit) {
    expect(spacing?.unit).toBeNull();
    expect(spacing?.value).toEqual(reference.spacing_zyx_without_unit.map((v) => expect.closeTo(v, 12)));
  }
  if (reference.spacing_zyx_m) {
    const scale = METRES[spacing?.unit ?? ''] ?? NaN;
    spacing!.value.forEach((v, i) => expect((v * scale) / reference.spacing_zyx_m![i]!).toBeCloseTo(1, 5));
    expect(spacing!.source).not.toBe('');
  }
}

function check(reference: Reference, entries: readonly Entry[]): void {
  const entry =
    entries.find((one) => reference.dataset !== undefined && 'dataset' in one && one.dataset === reference.dataset) ?? entries[0]!;
  if (entry.error !== undefined) {
    expect(entry.error.code).toMatch(/^[a-z-]+$/);
    expect(entry.error.message).not.toMatch(/\n|undefined|NaN|internal/);
    expect(reference.refused === true || MAY_BE_REFUSED.test(reference.file), entry.error.message).toBe(true);
    return;
  }
  if (!('format' in entry)) throw new Error('neither an error nor an entry');
  expect(reference.refused).not.toBe(true);
  if (entry.points !== undefined) {
    expect(reference.shape).toContain(entry.points);
    expect(entry.sha256).toBe(reference.pixel_sha256);
    return;
  }
  expect(squeeze(entry.shape!)).toEqual(squeeze(reference.set_shape ?? reference.shape!));
  expect(entry.dtype).toBe(reference.dtype);
  if (reference.axes && reference.set_shape === undefined) expect(entry.axes).toBe(reference.axes);
  if (reference.pixel_sha256 && reference.set_shape === undefined && !LOSSY.test(reference.file))
    expect(entry.sha256).toBe(reference.pixel_sha256);
  checkSpacing(entry, reference);
}

for (const part of ['formats', 'data'])
  describeShared(`${part}/manifest.json`, `reference files of ${part} by "lithoscope info --json"`, () => {
    const all = references(part);
    const files = all.filter(({ file }) => !file.includes('(set of'));
    const byPath = new Map<string, Entry[]>();

    beforeAll(async () => {
      ensureBuilt();
      const paths = files.map(({ file }) => sharedPath(part, file));
      const { json } = await lithoscope(['info', '--json', ...paths], { cwd: temporaryFolder() });
      for (const entry of (json() as { volumes: Entry[] }).volumes) byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry]);
    });

    test.each(files.map((reference) => [reference.file, reference] as const))('%s', (file, reference) => {
      check(reference, byPath.get(sharedPath(part, file)) ?? []);
    });

    test('a set of OME files opens whole from any of its files', () => {
      const set = all.find(({ file }) => file.includes('(set of'));
      if (set === undefined) return;
      const entry = byPath.get(sharedPath(part, set.file.split(' ')[0]!))?.[0];
      expect(entry).toMatchObject({ sha256: set.pixel_sha256, axes: 'zyx' });
    });
  });
