/** Every reference file: the values that independent readers found, or a refusal in one sentence. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectPath } from '../../src/formats/index.js';
import type { ErrorEntry, VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
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
  note?: string;
}

const METRES: Record<string, number> = { m: 1, mm: 1e-3, um: 1e-6, nm: 1e-9, A: 1e-10 };

/** Formats that are recognised and refused, or compressions without a reader. */
const NOT_READ = /^(dm|txrm|hdf5|exodus|lammps|xyz|dicom|format-dm|format-hdf5|format-xradia)\/|fax4|jpg\.tiff|_bz2|customFields/;

async function only(path: string): Promise<VolumeEntry | ErrorEntry> {
  const [entry] = await inspectPath(host, path);
  return entry!;
}

function references(part: string): Reference[] {
  const path = sharedPath(part, 'manifest.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Reference[]) : [];
}

/** Leading axes of length 1 may stay or go. */
function squeeze(shape: readonly number[]): number[] {
  return shape.filter((n, i) => n > 1 || i >= shape.length - 2);
}

function checkSpacing(entry: VolumeEntry, reference: Reference): void {
  if (reference.no_spacing) expect(entry.spacing).toBeNull();
  if (reference.spacing_zyx_without_unit) {
    expect(entry.spacing?.unit).toBeNull();
    expect(entry.spacing?.value).toEqual(reference.spacing_zyx_without_unit.map((v) => expect.closeTo(v, 12)));
  }
  if (reference.spacing_zyx_m) {
    const scale = METRES[entry.spacing?.unit ?? ''] ?? NaN;
    const metres = entry.spacing!.value.map((v) => v * scale);
    metres.forEach((v, i) => expect(v / reference.spacing_zyx_m![i]!).toBeCloseTo(1, 5));
  }
}

for (const part of ['formats', 'data'])
  describeShared(`${part}/manifest.json`, `reference files of ${part}`, () => {
    const files = references(part).filter((reference) => !reference.file.includes('(set of'));
    test.each(files.map((reference) => [reference.file, reference] as const))('%s', async (file, reference) => {
      const entry = await only(sharedPath(part, file));
      if (reference.refused || NOT_READ.test(file)) {
        if (!('error' in entry)) throw new Error(`read as ${entry.format} ${entry.shape.join('x')}`);
        expect(entry.error.code).toMatch(/^[a-z-]+$/);
        expect(entry.error.message).not.toMatch(/\n|undefined|NaN|internal/);
        expect(entry.error.code).not.toBe('internal-error');
        return;
      }
      if ('error' in entry) throw new Error(`${entry.error.code}: ${entry.error.message}`);
      expect(squeeze(entry.shape)).toEqual(squeeze(reference.set_shape ?? reference.shape!));
      expect(entry.dtype).toBe(reference.dtype);
      if (reference.axes && reference.set_shape === undefined) expect(entry.axes).toBe(reference.axes);
      if (reference.pixel_sha256 && reference.set_shape === undefined) expect(entry.sha256).toBe(reference.pixel_sha256);
      checkSpacing(entry, reference);
    });

    test('a set of OME files opens whole from any of its files', async () => {
      const set = references(part).find((reference) => reference.file.includes('(set of'));
      if (set === undefined) return;
      const entry = await only(sharedPath(part, set.file.split(' ')[0]!));
      if ('error' in entry) throw new Error(entry.error.message);
      expect(entry.sha256).toBe(set.pixel_sha256);
      expect(entry.axes).toBe('zyx');
    });
  });
