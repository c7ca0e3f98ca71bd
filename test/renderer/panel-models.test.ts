import { describe, expect, test } from 'vitest';
import { spacingText } from '../../renderer/app/voxel-text.js';
import { outcomeOf } from '../../renderer/panels/compare/compare-model.js';
import { naturalOrder } from '../../renderer/panels/load/drop-files.js';
import {
  formFor,
  givenVoxel,
  joinedEntry,
  kindNote,
  namesText,
  splitEntries,
  suggestedName,
  type ReadEntry,
} from '../../renderer/panels/load/load-model.js';
import { centroidOf, componentTable, groupResults, paramText } from '../../renderer/panels/measure/measure-model.js';
import { moveStep, newStep, shapeBefore, withBound } from '../../renderer/panels/prepare/prepare-model.js';
import { modelCard } from '../../renderer/panels/segment/segment-model.js';
import { voxelDraft, voxelOf } from '../../renderer/ui/voxel-fields.js';
import type { CompareDocument, MeasureResult, PrepareStep } from '../../src/contract/index.js';

const entry: ReadEntry = {
  path: 'scan.tif',
  format: 'tiff',
  kind: 'volume',
  axes: 'zyx',
  shape: [10, 20, 30],
  dtype: 'uint16',
  spacing: { value: [0.13, 0.065, 0.065], unit: 'um', source: 'ImageJ tags' },
  sha256: null,
  warnings: [],
};

describe('load', () => {
  test('slices are in the order that people expect', () => {
    expect(['s10.tif', 's2.tif', 'S1.tif'].toSorted(naturalOrder)).toEqual(['S1.tif', 's2.tif', 's10.tif']);
  });

  test.each([
    [['scan.ome.tif'], 'scan'],
    [['emd_3197.map.gz'], 'emd_3197'],
    [['foil_0001.tif', 'foil_0002.tif'], 'foil'],
    [['0001.png', '0002.png'], '0001'],
  ])('%j suggests the name %s', (names, name) => expect(suggestedName(names)).toBe(name));

  test('many names are shortened', () => {
    expect(namesText(['a1', 'a2', 'a3'])).toBe('a1 … a3 (3 files)');
    expect(namesText(['a1'])).toBe('a1');
  });

  test('the form holds what the file says, and sends a voxel size only when it was changed', () => {
    const form = formFor({ refs: ['r'], names: ['scan.tif'] }, entry);
    expect(voxelOf(form.voxel)).toEqual({ value: [0.13, 0.065, 0.065], unit: 'um' });
    expect(givenVoxel(form, entry)).toBeNull();
    expect(givenVoxel({ ...form, voxel: { edges: [65, '', ''], unit: 'nm', isCube: true } }, entry)).toEqual({
      value: [65, 65, 65],
      unit: 'nm',
    });
  });

  test('a number without a unit is not a voxel size', () => {
    const form = formFor({ refs: ['r'], names: ['scan.tif'] }, { ...entry, spacing: { value: [1, 1, 1], unit: null, source: 'header' } });
    expect(voxelOf(form.voxel)).toBeNull();
  });

  test('files that opened are told from those that did not', () => {
    const failed = { path: 'x', error: { code: 'corrupt-file', message: 'x is empty.' } };
    const { opened, failed: bad } = splitEntries({ volumes: [failed, entry] });
    expect([opened, bad]).toEqual([[entry], [failed]]);
  });

  describe('single images dropped together', () => {
    const slice = (name: string, shape: number[] = [20, 30]): ReadEntry => ({
      ...entry,
      path: name,
      kind: 'image',
      axes: 'yx',
      shape,
      spacing: null,
    });

    test('are the slices of one volume', () => {
      expect(joinedEntry(['a1.tif', 'a2.tif', 'a3.tif'].map((name) => slice(name)))).toMatchObject({
        kind: 'volume',
        axes: 'zyx',
        shape: [3, 20, 30],
        warnings: [],
      });
    });

    test('missing and odd slices are named', () => {
      const warnings = joinedEntry([slice('s_0008.tif'), slice('s_0009.tif', [20, 31]), slice('s_0011.tif')])?.warnings.join(' ');
      expect(warnings).toContain('0010');
      expect(warnings).toContain('s_0009.tif is 20 × 31');
    });

    test('names whose numbers do not run are left alone', () => {
      expect(joinedEntry([slice('20240101.tif'), slice('20250101.tif')])?.warnings).toEqual([]);
    });

    test('one file is itself', () => expect(joinedEntry([entry])).toBe(entry));
  });

  test('a voxel size is read out in a unit that suits it', () => {
    expect(spacingText([6500, 6500, 6500], 'A')).toBe('0.65 µm');
    expect(spacingText([650, 650, 650], 'nm')).toBe('650 nm');
    expect(spacingText([0.13, 0.065, 0.065], 'mm')).toBe('130 × 65 × 65 µm');
    expect(spacingText([1, 1, 1], null)).toBe('1 (no unit)');
  });

  test('what is no volume is said', () => {
    expect(kindNote(entry)).toBeNull();
    expect(kindNote({ ...entry, kind: 'image' })).toContain('upper bound');
  });
});

describe('voxel size fields', () => {
  test('what is typed comes back in the unit it was typed in', () => {
    expect(voxelOf(voxelDraft({ value: [65, 65, 65], unit: 'nm' }))).toEqual({ value: [65, 65, 65], unit: 'nm' });
    expect(voxelOf(voxelDraft({ value: [11.4, 11.4, 11.4], unit: 'A' }))).toEqual({ value: [1.14, 1.14, 1.14], unit: 'nm' });
  });

  test.each([[''], [0], [-1]] as const)('%j is not an edge', (edge) => {
    expect(voxelOf({ edges: [edge, 1, 1], unit: 'nm', isCube: false })).toBeNull();
  });
});

describe('prepare', () => {
  const steps: PrepareStep[] = [
    { step: 'crop', start: [0, 10, 10], end: [10, 30, 41], enabled: true },
    { step: 'downsample2', enabled: true },
    { step: 'median', radius: 1, enabled: false },
  ];

  test('a step knows the lengths of the image that it receives', () => {
    expect(shapeBefore(steps, 0, [10, 50, 50])).toEqual([10, 50, 50]);
    expect(shapeBefore(steps, 2, [10, 50, 50])).toEqual([5, 10, 15]);
    expect(
      shapeBefore(
        steps.map((step) => ({ ...step, enabled: false })),
        2,
        [10, 50, 50],
      ),
    ).toEqual([10, 50, 50]);
  });

  test('a crop keeps at least one voxel and stays inside', () => {
    const crop = newStep('crop', [10, 20, 30]) as Extract<PrepareStep, { step: 'crop' }>;
    expect(withBound(crop, 'start', 0, 99, [10, 20, 30])).toMatchObject({ start: [9, 0, 0] });
    expect(withBound(crop, 'end', 2, 99, [10, 20, 30])).toMatchObject({ end: [10, 20, 30] });
    expect(withBound(crop, 'end', 1, -4, [10, 20, 30])).toMatchObject({ end: [10, 1, 30] });
  });

  test('steps change places, and nothing is lost at the ends', () => {
    expect(moveStep(steps, 1, -1).map((step) => step.step)).toEqual(['downsample2', 'crop', 'median']);
    expect(moveStep(steps, 0, -1)).toEqual(steps);
  });
});

test('a model card shows what the package was trained on, in either spelling', () => {
  const rows = [
    ['Voxels', '200 to 1500 nm'],
    ['Contrast to noise', '1 to 8'],
  ];
  const trained = { modality: 'xct', voxel_nm: [200, 1500], cnr: [1, 8] };
  expect(modelCard({ id: 'm', title: 'M', trained_on: trained }).trainedOn).toEqual(rows);
  expect(modelCard({ id: 'm', title: 'M', trainedOn: { modality: 'xct', voxelNm: [200, 1500], cnr: [1, 8] } }).trainedOn).toEqual(rows);
  expect(modelCard({ id: 'm', title: 'M', error: { code: 'bad-model', message: 'The sha256 differs.' } }).error).toBe(
    'The sha256 differs.',
  );
});

describe('measure', () => {
  const table = {
    id: 'objects',
    title: 'Objects',
    columns: ['id', 'centroid_z_voxel', 'centroid_y_voxel', 'centroid_x_voxel'].map((id) => ({ id, title: id, unit: 'voxel' as const })),
    rows: [[1, 2.5, 3.99, 4]],
  };

  test('a row leads to the voxel of its centre of mass', () => {
    expect(componentTable([table])).toBe(table);
    expect(centroidOf(table, table.rows[0]!)).toEqual([2, 3, 4]);
    expect(centroidOf(table, [1, null, 2, 3])).toBeNull();
  });

  test('one metric with several parameters says which is which; an error is a missing value with its reason', () => {
    const result: MeasureResult = {
      document: {
        schema: 'lithoscope-measure/1',
        input: { path: '', sha256: '', shape: [1, 1, 1], axes: 'zyx', spacing: null },
        labels: {},
        results: [
          { metric: 'a.x', params: { connectivity: 6 }, value: 1, unit: '1', estimator: 'a@1' },
          { metric: 'a.x', params: { connectivity: 18, phase: 2 }, value: 2, unit: '1', estimator: 'a@1' },
          { metric: 'b.y', params: {}, value: null, error: { code: 'unknown-metric', message: 'There is no b.y.' } },
        ],
        warnings: [],
      },
      headline: [],
      tables: [],
      curves: [],
    };
    const groups = groupResults(result, new Map());
    expect(groups.map((group) => group.family)).toEqual(['a', 'b']);
    expect(groups[0]!.rows.map((row) => row.detail)).toEqual(['6 neighbours', 'SEI, 18 neighbours']);
    expect(groups[1]!.rows[0]!.quantity).toMatchObject({ value: null, reason: 'There is no b.y.' });
    expect(paramText({ axis: 'y' })).toBe('along y');
  });
});

describe('the outcome of a comparison', () => {
  const base: CompareDocument = {
    schema: 'lithoscope-compare/1',
    a: 'a',
    matched: { spacing: null, window: [1, 1, 1], capacity: null },
    rows: [],
    curves: {},
    warnings: [],
  };
  const generator = { id: 'dla', title: 'DLA', params: {}, seeds: [1], rows: [] };

  test.each([
    [true, 'different', 'none', 'None of these fits'],
    [false, 'indistinguishable', 'some', 'DLA fits'],
    [null, 'cannot-tell', 'unknown', 'This cannot be told'],
  ] as const)('noneFits %s with verdict %s is "%s"', (noneFits, verdict, level, title) => {
    expect(outcomeOf({ ...base, noneFits, generators: [{ ...generator, verdict }] })).toMatchObject({ level, title });
  });
});
