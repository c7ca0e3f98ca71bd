import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.js';
import { COMMANDS, serve } from '../../src/cli/commands/index.js';
import {
  assignments,
  choice,
  collector,
  commaList,
  integer,
  memoryBytes,
  parseCommandLine,
  UsageError,
  voxel,
} from '../../src/cli/parse.js';

const named = (name: string): Command => [...COMMANDS, serve].find((command) => command.name === name)!;
const parse = (name: string, ...argv: string[]) => parseCommandLine(named(name), argv);

describe('what is written in the guide is understood', () => {
  test.each([
    ['info', ['a.tif', 'folder', 'b.mrc', '--json']],
    [
      'measure',
      ['labels.tif', '--voxel', '650nm', '--collector', 'none', '--map', '255=lithium,128=sei,0=electrolyte', '--metrics', 'volume.volume'],
    ],
    ['measure', ['labels.tif', '--request', '-', '--json', '--quiet', '--threads', '2', '--memory', '4GiB']],
    [
      'segment',
      ['stack.tif', '--model', 'li-xct-fast', '--cell', 'wet', '--collector', 'z-', '-o', 'out.zarr', '--probabilities', 'p.zarr'],
    ],
    ['evaluate', ['labels.tif', '--truth', 'truth.tif', '--probabilities', 'p.zarr', '--collector', 'y+']],
    ['simulate', ['brownian-dla', '--param', 'a=1', '--param', 'b=2um', '--seed', '7', '-o', 'x.tif']],
    ['synthesize', ['moss', '--modality', 'xct', '--param', 'nz=32', '--seed', '1', '--count', '3', '-o', 'dir']],
    ['synthesize', ['moss,film', '--modality', 'fib', '--shards', '--start', '6', '--pictures', '3', '--shape', '8x32x32', '-o', 'dir']],
    ['compare', ['a.tif', 'b.tif', '--metrics', 'height.mean']],
    ['compare', ['a.tif', '--generator', 'brownian-dla', '--seeds', '5']],
    ['analyze', ['s1.tif', 's2.tif', '-o', 'n.lithoscope', '--voxel', '1.3x0.65x0.65um', '--model', 'm', '--recipe', 'r.json']],
    ['report', ['n.lithoscope', '-o', 'dir', '--format', 'html,csv,json']],
    ['serve', ['n.lithoscope', '--port', '8080']],
    ['models', []],
    ['formats', []],
    ['metrics', []],
    ['generators', ['--json']],
  ])('%s %j', (name, argv) => {
    expect(() => parse(name, ...argv)).not.toThrow();
  });
});

describe('usage errors', () => {
  test.each([
    ['measure', ['a.tif', '--nonsense']],
    ['segment', ['s.tif', '--model', 'm']],
    ['measure', []],
    ['measure', ['a.tif', 'b.tif']],
    ['measure', ['a.tif', '--voxel']],
    ['measure', ['a.tif', '--json=yes']],
    ['metrics', ['isolation']],
  ])('%s %j', (name, argv) => {
    expect(() => parse(name, ...argv)).toThrow(UsageError);
  });

  test('--help asks for nothing else', () => {
    expect(parse('segment', '--help').options['help']).toBe(true);
    expect(parse('segment', '-h').options['help']).toBe(true);
  });

  test('an argument after -- is a path, whatever it looks like', () => {
    expect(parse('measure', '--', '--odd.tif').positionals).toEqual(['--odd.tif']);
  });
});

describe('values', () => {
  test.each([
    ['650nm', { value: [650, 650, 650], unit: 'nm' }],
    ['0.65um', { value: [0.65, 0.65, 0.65], unit: 'um' }],
    ['1.3x0.65x0.65um', { value: [1.3, 0.65, 0.65], unit: 'um' }],
    ['11.4A', { value: [11.4, 11.4, 11.4], unit: 'A' }],
  ])('a voxel of %s', (text, expected) => {
    expect(voxel({ voxel: text })).toEqual(expected);
  });

  test.each(['650', '0um', '-1um', '1x2um', '1x2x3x4um', 'um', '', '1 parsec'])('no voxel: %j', (text) => {
    expect(() => voxel({ voxel: text })).toThrow(UsageError);
  });

  test('collector faces: none is an empty list, absent is undefined', () => {
    expect(collector({})).toBeUndefined();
    expect(collector({ collector: 'none' })).toEqual([]);
    expect(collector({ collector: 'z-,x+' })).toEqual(['z-', 'x+']);
    for (const wrong of ['z', '-z', 'z-,', '', 'none,z-', 'Z-'])
      expect(() => collector({ collector: wrong }), wrong).toThrow(/none or faces/);
  });

  test('whole numbers in a range', () => {
    expect(integer({ n: '7' }, 'n', 1, 9)).toBe(7);
    expect(integer({}, 'n', 1, 9)).toBeUndefined();
    for (const wrong of ['0', '10', '1.5', '', ' ', '1e0', '0x5', '-1', 'many'])
      expect(() => integer({ n: wrong }, 'n', 1, 9), wrong).toThrow(UsageError);
  });

  test('sizes of memory', () => {
    expect(memoryBytes({ memory: '4GiB' })).toBe(4 * 2 ** 30);
    expect(memoryBytes({ memory: '500MB' })).toBe(5e8);
    expect(memoryBytes({ memory: '134217728' })).toBe(2 ** 27);
    for (const wrong of ['4', '63MiB', '4 GiBs', 'lots', '', '.GiB', '1.2.3GiB'])
      expect(() => memoryBytes({ memory: wrong }), wrong).toThrow(UsageError);
  });

  test('lists and assignments', () => {
    expect(commaList({ m: 'a, b,,c' }, 'm')).toEqual(['a', 'b', 'c']);
    expect(() => commaList({ m: ' , ' }, 'm')).toThrow(UsageError);
    expect(assignments({ p: ['a=1', 'b=x=y', 'c='] }, 'p')).toEqual({ a: '1', b: 'x=y', c: '' });
    for (const wrong of ['a', '=1']) expect(() => assignments({ p: [wrong] }, 'p'), wrong).toThrow(UsageError);
  });

  test('a choice names what there is', () => {
    expect(choice({ cell: 'dry' }, 'cell', ['wet', 'dry'])).toBe('dry');
    expect(() => choice({ cell: 'damp' }, 'cell', ['wet', 'dry'])).toThrow(/wet, dry/);
  });
});
