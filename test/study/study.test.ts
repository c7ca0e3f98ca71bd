/** The study room without services: recipes, keys, stages, the journal file. */
import { describe, expect, it } from 'vitest';
import type { Files } from '../../src/ports/index.js';
import {
  addStep,
  exportRecipe,
  imageKey,
  openEditJournal,
  parseRecipe,
  parseStudy,
  setupKey,
  stagesOf,
  STUDY_VERSION,
  studyName,
} from '../../src/study/index.js';
import type { StudyDocument } from '../../src/study/index.js';

const document: StudyDocument = {
  schema: 'lithoscope-study',
  version: STUDY_VERSION,
  id: 'a',
  name: 'cell',
  createdMs: 1,
  appVersion: '1.0.0',
  inputs: [{ id: 'input-1', path: '/data/cell.tif', size: 10, modifiedMs: 5 }],
  stack: {
    names: ['cell.tif'],
    format: 'tiff',
    kind: 'volume',
    shape: [2, 3, 4],
    dtype: 'uint8',
    spacing: null,
    sha256: null,
    bytes: 24,
    warnings: [],
  },
  setup: { voxel: { value: [1, 1, 1], unit: 'um', source: 'given by the user' }, collector: ['z-'], cell: 'wet' },
  prepare: [{ step: 'median', radius: 1, enabled: true }],
  labels: null,
  steps: [],
  results: {},
};
const origin = { atMs: 7, appVersion: '1.0.0', reviewer: 'R.' };
const idle = { labelsVersion: null, editCount: 0, running: new Set<never>() };

describe('study.json', () => {
  it('comes back as it was written', () => {
    expect(parseStudy(JSON.stringify(document), 'study.json')).toEqual(document);
  });

  it.each([
    ['not JSON', '{', 'bad-study', 'is not JSON'],
    ['something else', '{"schema":"other","version":1}', 'bad-study', 'not the study.json'],
    ['a newer version', JSON.stringify({ ...document, version: STUDY_VERSION + 1 }), 'newer-version', 'update Lithoscope'],
    ['damage', JSON.stringify({ ...document, stack: { ...document.stack, bytes: 'many' } }), 'bad-study', 'stack.bytes'],
    ['version 0', JSON.stringify({ ...document, version: 0 }), 'bad-study', 'unknown study version 0'],
  ])('refuses %s in one sentence', (_what, text, code, words) => {
    expect(() => parseStudy(text, 'study.json')).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
  });
});

describe('recipes', () => {
  it('carry what was done and nothing about where', () => {
    let done = addStep(document, origin, {
      kind: 'measure',
      parameters: { metrics: ['volume.voxels'], halo_voxels: 2 },
      from: [],
      made: [],
    });
    done = addStep(done, origin, {
      kind: 'compare',
      parameters: { generators: [{ id: 'g', params: { height: 1e-5, sticking: 0.3 }, given: { sticking: 0.3 } }], seeds: 5 },
      from: [],
      made: [],
    });
    const recipe = exportRecipe(done, '1.0.0');
    expect(recipe).toMatchObject({
      voxel: { value: [1, 1, 1], unit: 'um' },
      prepare: document.prepare,
      measure: { metrics: ['volume.voxels'], haloVoxels: 2 },
      // what followed from this image follows from the next one again
      compare: { generators: [{ id: 'g', params: { sticking: 0.3 } }], seeds: 5 },
      segment: null,
    });
    expect(JSON.stringify(recipe)).not.toContain('/data');
    expect(parseRecipe(JSON.stringify(recipe), 'r.json')).toEqual(recipe);
    expect(() => parseRecipe('{"schema":"x"}', 'r.json')).toThrow('r.json is not a recipe');
  });
});

describe('keys', () => {
  it('change with what counts and with nothing else', () => {
    const off = [...document.prepare, { step: 'downsample2' as const, enabled: false }];
    expect(imageKey(document, off)).toBe(imageKey(document, document.prepare));
    expect(imageKey(document, [])).not.toBe(imageKey(document, document.prepare));
    const renamed = { setup: { ...document.setup, voxel: { ...document.setup.voxel!, source: 'sidecar file' } } };
    expect(setupKey(renamed)).toBe(setupKey(document));
    expect(setupKey({ setup: { ...document.setup, collector: ['z+'] } })).not.toBe(setupKey(document));
  });

  it.each([
    ['cell.ome.tif', 'cell'],
    ['emd_3197.map.gz', 'emd_3197'],
    ['slices', 'slices'],
    ['a.b.nrrd', 'a.b'],
    ['.tif', 'study'],
  ])('the study of %s is called %s', (file, name) => expect(studyName(file)).toBe(name));
});

describe('stages', () => {
  it('say what is missing, what is done and what is out of date', () => {
    const status = (id: string, d: StudyDocument, version: string | null) =>
      stagesOf(d, { ...idle, labelsVersion: version }).find((stage) => stage.id === id);
    expect(status('measure', document, null)).toMatchObject({ status: 'empty' });
    expect(status('prepare', document, null)?.status).toBe('done');
    expect(status('prepare', { ...document, setup: { ...document.setup, voxel: null } }, null)?.why).toContain('voxel size is unknown');
    const result = { file: 'm.json', atMs: 10, labelsVersion: 'labels-1-0', setupKey: setupKey(document) };
    const measured = { ...document, results: { measure: result } };
    expect(status('measure', measured, 'labels-1-0')?.status).toBe('done');
    expect(status('measure', measured, 'labels-1-1')?.why).toBe('the labels changed after this');
    const reported = { ...measured, results: { measure: { ...result, atMs: 20 }, report: result } };
    expect(status('report', reported, 'labels-1-0')?.why).toBe('there are newer results');
  });
});

describe('the journal file', () => {
  it('begins with a header, appends in order, and is cut back to what is valid', async () => {
    const store = new Map<string, Uint8Array>();
    const join = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.from([...a, ...b]);
    const files = {
      exists: async (path: string) => store.has(path),
      readBytes: async (path: string) => store.get(path)!,
      writeBytes: async (path: string, bytes: Uint8Array) => void store.set(path, bytes.slice()),
      append: async (path: string, bytes: Uint8Array) => void store.set(path, join(store.get(path)!, bytes)),
    } as unknown as Files;
    const journal = openEditJournal(files, 'j', Uint8Array.of(9));
    await Promise.all([journal.append(Uint8Array.of(1)), journal.append(Uint8Array.of(2, 3))]);
    expect(await journal.read()).toEqual(Uint8Array.of(9, 1, 2, 3));
    await journal.cut(2);
    expect(await journal.read()).toEqual(Uint8Array.of(9, 1));
    await journal.cut(0);
    expect(await journal.read()).toEqual(Uint8Array.of(9));
    expect(store.get('j.damaged')).toEqual(Uint8Array.of(9, 1));
  });
});
