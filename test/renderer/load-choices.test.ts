/** What a person chooses while loading and exporting, apart from any page: the plain models behind the forms. */
import { describe, expect, test } from 'vitest';
import type { ReadEntry } from '../../renderer/panels/load/load-model.js';
import * as sets from '../../renderer/panels/load/data-sets.js';
import { familiesText } from '../../renderer/panels/load/families.js';
import * as raw from '../../renderer/panels/load/raw-model.js';
import * as structure from '../../renderer/panels/load/structure-model.js';
import { coarsenNote, fileNames, isMesh } from '../../renderer/panels/report/export-model.js';
import type { InfoDocument, StructureDescription } from '../../src/contract/index.js';
import { PHASE } from '../../src/volume/index.js';

function entry(path: string, part: Partial<ReadEntry> = {}): ReadEntry {
  const base: ReadEntry = {
    path,
    format: 'hdf5',
    kind: 'volume',
    axes: 'zyx',
    shape: [4, 6, 8],
    dtype: 'uint16',
    spacing: null,
    sha256: null,
    warnings: [],
  };
  return Object.assign(base, part);
}

const refused = (path: string, code: string) => ({ path, error: { code, message: 'No.' } });
const documentOf = (...volumes: unknown[]): InfoDocument => ({ volumes }) as unknown as InfoDocument;

describe('data sets', () => {
  test('images are the slices of one stack, and volumes stay apart', () => {
    const slices = ['a/s1.tif', 'a/s2.tif'].map((path) => entry(path, { kind: 'image', axes: 'yx', shape: [6, 8] }));
    const joined = sets.candidatesOf(documentOf(...slices));
    expect(joined.isJoined).toBe(true);
    expect(joined.items.map(({ axes, shape }) => [axes, shape])).toEqual([['zyx', [2, 6, 8]]]);
    const apart = sets.candidatesOf(documentOf(entry('two.h5', { dataset: '/a' }), entry('two.h5', { dataset: '/b' })));
    expect([apart.isJoined, apart.items.length]).toEqual([false, 2]);
  });

  test('a header and its data are one thing, and the data need no sentence', () => {
    const found = sets.candidatesOf(
      documentOf(entry('scan.mhd', { format: 'metaimage' }), refused('scan.raw', 'needs-raw-layout'), refused('odd.tif', 'corrupt')),
    );
    expect([found.items.map(({ path }) => path), found.failed.map(({ path }) => path)]).toEqual([['scan.mhd'], ['odd.tif']]);
    const twins = sets.candidatesOf(documentOf(entry('brain.hdr', { format: 'nifti' }), entry('brain.img', { format: 'nifti' })));
    expect(twins.items.map(({ path }) => path)).toEqual(['brain.hdr']);
    // alone it must be told how to go on
    expect(sets.candidatesOf(documentOf(refused('scan.raw', 'needs-raw-layout'))).failed).toHaveLength(1);
  });

  test('the first mark is on a picture without its data bar, never on a spectrum', () => {
    expect(sets.firstChoice([entry('a.tif'), entry('a.tif', { dataset: sets.WITHOUT_DATA_BAR })])).toBe(1);
    expect(sets.firstChoice([entry('a.emd', { kind: 'spectrum' }), entry('a.emd')])).toBe(1);
    expect(sets.firstChoice([])).toBe(0);
  });

  test('an entry is opened by the handle of its own file, a stack by all', () => {
    const chosen = { refs: ['r1', 'r2'], names: ['a.h5', 'b.h5'] };
    expect(sets.refsFor(chosen, entry('in/b.h5'), false)).toEqual(['r2']);
    expect(sets.refsFor(chosen, entry('in/b.h5'), true)).toEqual(['r1', 'r2']);
    expect(sets.refsFor({ refs: ['folder'], names: ['scan.zarr'] }, entry('scan.zarr/0'), false)).toEqual(['folder']);
  });

  test('axes in words', () => {
    expect(sets.axesWords(entry('a', { axes: 'tczyx', shape: [3, 2, 32, 64, 96] }))).toBe(
      '3 time points, 2 channels, 32 planes of 64 × 96',
    );
    expect(sets.axesWords(entry('a', { kind: 'series', axes: 'tyx', shape: [1, 6, 8] }))).toBe('1 frame of 6 × 8');
    expect(sets.axesWords(entry('a', { kind: 'image', axes: 'yxc', shape: [6, 8, 3] }))).toBe('3 colours of 6 × 8');
    expect(sets.axesWords(entry('a', { kind: 'image', axes: 'yx', shape: [6, 8] }))).toBe('6 × 8');
  });
});

describe('samples without a header', () => {
  const draft = { ...raw.EMPTY_RAW, nx: 20, ny: 16, nz: 4, offset: 512 } as const;

  test('the bytes needed are compared with those that are there', () => {
    const bytes = 512 + 20 * 16 * 4 * 2;
    expect(raw.neededBytes(draft)).toBe(bytes);
    expect([bytes, bytes + 1, bytes - 1].map((size) => raw.rawCheck(draft, size).level)).toEqual(['fits', 'rest', 'short']);
    for (const part of [{ nx: '' }, { nx: 1.5 }, { nz: 0 }, { offset: -1 }] as const)
      expect(raw.rawCheck({ ...draft, ...part }, bytes).level).toBe('incomplete');
  });

  test('a layout is the id of a data set; one plane is an image', () => {
    expect(raw.rawDataset(draft)).toBe('raw:shape=4x16x20,dtype=uint16,endian=little,offset=512');
    expect(raw.rawDataset({ ...draft, nz: 1, bigEndian: true, offset: '' })).toBe('raw:shape=16x20,dtype=uint16,endian=big,offset=0');
    expect(raw.rawEntry('a.raw', { ...draft, nz: 1 })).toMatchObject({ kind: 'image', axes: 'yx', shape: [16, 20] });
  });

  test('a guess fills the form', () => {
    const guess = { shape: [4, 16, 20], dtype: 'uint16', bigEndian: false, offset: 512 };
    expect(raw.draftOfGuess(guess)).toEqual(draft);
    expect(raw.guessText(guess)).toBe('4 × 16 × 20 uint16, header of 512 bytes');
    expect(raw.draftOfGuess({ ...guess, shape: [16, 20] }).nz).toBe(1);
  });

  test('the last layout of the folder comes back, else the last of all', () => {
    const kept = new Map<string, string>();
    const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    expect(raw.rememberedLayout('/a/x.raw', store)).toBeNull();
    raw.rememberLayout('/a/x.raw', draft, store);
    raw.rememberLayout('/b/y.raw', { ...draft, nx: 99 }, store);
    expect(['/a/z.raw', '/b/z.raw', '/c/z.raw'].map((path) => raw.rememberedLayout(path, store)?.nx)).toEqual([20, 99, 99]);
    for (const broken of ['{', '7', '[{}]', '[null]']) {
      kept.set('raw-layouts', broken);
      expect(raw.rememberedLayout('/a/x.raw', store)).toBeNull();
    }
  });
});

describe('particles and meshes', () => {
  const found: StructureDescription = {
    format: 'lammps-dump', kind: 'particles', points: 9, cells: 0, dimensions: 3,
    frames: [{ step: 0 }, { step: 4000, time: 12.5 }],
    fields: [{ name: 'type', on: 'points', components: 1, kinds: [1, 2] }, { name: 'v', on: 'points', components: 3, kinds: null }],
    bounds: { min: [-1, 0, 0], max: [60, 60, 30] },
    unit: null, remembered: null, methods: [{ id: 'spheres', title: 'Spheres', text: 'Text.' }], warnings: [],
  }; // prettier-ignore
  const start = structure.firstDraft(found);
  const complete = structure.withUnit({ ...start, step: { value: 2, unit: 'A' } }, { value: 1, unit: 'A' });

  test('a unit that nobody gave stays empty and is asked for', () => {
    expect([start.unit.value, start.frame, start.field]).toEqual(['', 1, 'type']);
    expect(structure.missingOf(found, start)).toContain('length of one unit');
    expect(structure.firstDraft({ ...found, unit: { metres: 1e-10, source: 'file' } }).unit).toEqual({ value: 1, unit: 'A' });
    expect(structure.firstDraft({ ...found, remembered: { value: 2, unit: 'nm' } }).unit).toEqual({ value: 2, unit: 'nm' });
  });

  test('the size of the grid is that of the box over the edge, z first', () => {
    expect(structure.gridSize(found, start)).toBeNull();
    expect(structure.gridSize(found, complete)).toEqual({ shape: [15, 30, 31], voxels: 15 * 30 * 31, isTooLarge: false });
    expect(structure.gridSize({ ...found, dimensions: 2 }, complete)?.shape[0]).toBe(1);
    const fine = { ...complete, step: { value: 0.01, unit: 'A' } } as const;
    expect(structure.missingOf(found, fine)).toContain('longer edge');
  });

  test('what is solid has to be said whole', () => {
    expect(structure.missingOf(found, complete)).toBeNull();
    expect(structure.missingOf(found, { ...complete, solid: 'kinds' })).toContain('Mark the kinds');
    expect(structure.missingOf(found, { ...complete, solid: 'threshold' })).toContain('Choose a field');
    expect(structure.missingOf(found, { ...complete, restPhase: PHASE.lithium })).toContain('same class');
  });

  test('the request holds what was typed and nothing else', () => {
    const plain = { file: 'r', method: 'spheres', frame: 1, solid: 'lithium', rest: 'electrolyte' };
    expect(structure.choiceOf('r', found, complete)).toEqual({ ...plain, unit: { value: 1, unit: 'A' }, step: { value: 2, unit: 'A' } });
    const told = { ...found, unit: { metres: 1e-10, source: 'file' } };
    const kinds = { ...structure.firstDraft(told), solid: 'kinds', kinds: [2] } as const;
    expect(structure.choiceOf('r', told, kinds)).toEqual({ ...plain, select: { field: 'type', values: [2] } });
  });

  test('frames and bounds in words', () => {
    expect([0, 1].map((i) => structure.frameText(found, i))).toEqual(['step 0', 'step 4000, time 12.5']);
    expect(structure.boundsText(found)).toBe('x −1 … 60 · y 0 … 60 · z 0 … 30');
  });
});

test('only the formats that the host lists are named', () => {
  const text = (...ids: string[]): string => familiesText(ids.map((id) => ({ id })));
  expect(text('mrc', 'tiff', 'exodus')).toBe('Images: TIFF, MRC. Simulations: Exodus.');
  expect(text('vtu', 'vtp')).toBe('Simulations: VTK meshes.');
  expect([text(), text('unheard-of')]).toEqual(['', '']);
});

test('exports: meshes, the size after blocks are joined, file names without folders', () => {
  expect((['image', 'labels', 'surface', 'elements'] as const).map(isMesh)).toEqual([false, false, true, true]);
  expect(coarsenNote([5, 8, 9], 1)).toBe('Every voxel: 5 × 8 × 9.');
  expect(coarsenNote([5, 8, 9], 4)).toContain('2 × 2 × 3');
  expect(fileNames(['/a/b/c.tif', 'C:\\d\\e.stl'])).toEqual(['c.tif', 'e.stl']);
});
