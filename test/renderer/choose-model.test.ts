import { describe, expect, test } from 'vitest';
import { choosables, families, fieldText, readField, withParam, type Parameter } from '../../renderer/panels/measure/choose-model.js';

const ITEMS = [
  {
    id: 'isolation.f_dead',
    title: 'Dead share of lithium',
    family: 'isolation',
    unit: '1',
    definition: 'dead / all',
    dimension: 3,
    standard: true,
    streams: true,
    params: [
      { name: 'phase', type: 'phase', default: 1, title: 'Label measured' },
      { name: 'collector_faces', type: 'faces', title: 'Faces' },
    ],
  },
  { id: 'shape2d.area', title: 'Area', family: 'shape2d', unit: 'area', definition: '', dimension: 2, standard: false, streams: false },
  { id: 'statistics.mean_chord', title: 'Mean chord', family: 'statistics', unit: 'length', definition: '', dimension: 'any', params: [] },
];

const parameter = (type: string, more: Partial<Parameter> = {}): Parameter => ({
  name: 'p',
  type,
  title: 'P',
  default: undefined,
  values: [],
  ...more,
});

describe('metrics to choose from', () => {
  const metrics = choosables(ITEMS);

  test('what the study gives is no field', () => {
    expect(metrics[0]!.params.map(({ name }) => name)).toEqual(['phase']);
    expect(metrics[1]!.params).toEqual([]);
  });

  test('images and volumes have their own', () => {
    const ids = (isImage: boolean) => families(metrics, '', isImage).flatMap((family) => family.metrics.map(({ id }) => id));
    expect(ids(false)).toEqual(['isolation.f_dead', 'statistics.mean_chord']);
    expect(ids(true)).toEqual(['shape2d.area', 'statistics.mean_chord']);
  });

  test('every word of a search must be there, in the name, the family or the definition', () => {
    expect(families(metrics, 'DEAD all', false).map(({ title }) => title)).toEqual(['Live and dead lithium']);
    expect(families(metrics, 'dead chord', false)).toEqual([]);
  });
});

describe('fields', () => {
  test.each<[Parameter, string, unknown]>([
    [parameter('integer'), ' 3 ', 3],
    [parameter('phase'), '2', 2],
    [parameter('enum', { values: [26, 18, 6] }), '6', 6],
    [parameter('enum', { values: ['z', 'y'] }), 'y', 'y'],
    [parameter('numbers'), '0, 1 2.5', [0, 1, 2.5]],
    [parameter('labels'), 'sei, 4', [2, 4]],
    [parameter('voxel'), '1, 2, 3', [1, 2, 3]],
    [parameter('length'), '0.5 µm', '0.5 µm'],
    [parameter('integer'), '', undefined],
  ])('%j reads %j', (spec, entry, value) => {
    expect(readField(spec, entry)).toEqual(value === undefined ? {} : { value });
  });

  test.each<[string, string]>([
    ['integer', '1.5'],
    ['integer', '-1'],
    ['enum', 'w'],
    ['numbers', '1, x'],
    ['labels', 'gold'],
    ['voxel', '1, 2'],
    ['length', '5'],
  ])('a %s is not %j, and it is said what is', (type, entry) => {
    const { value, problem } = readField(parameter(type), entry);
    expect(value).toBeUndefined();
    expect(problem).toBeTruthy();
  });

  test('lists and absent values have their text', () => {
    expect(fieldText(parameter('numbers'), [1, 2])).toBe('1, 2');
    expect(fieldText(parameter('voxel'), undefined)).toBe('');
  });

  test('only what differs from the default is asked for', () => {
    const chosen = withParam({ metric: 'a' }, 'phase', 2);
    expect(chosen).toEqual({ metric: 'a', params: { phase: 2 } });
    expect(withParam(chosen, 'phase', undefined)).toEqual({ metric: 'a' });
  });
});
