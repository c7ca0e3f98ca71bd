/** Options that several commands take, written once. */
import type { OptionSpec } from '../command.js';

export const VOXEL: OptionSpec = { name: 'voxel', value: 'LENGTH', help: 'voxel size, like 650nm or 1.3x0.65x0.65um (z x y x x)' };
export const COLLECTOR: OptionSpec = {
  name: 'collector',
  value: 'none|FACE[,FACE]',
  help: 'face of the current collector: z- z+ y- y+ x- x+',
};
export const MAP: OptionSpec = {
  name: 'map',
  value: 'ID=PHASE,...',
  help: 'translate label values, like 255=lithium,128=sei,0=electrolyte',
};
export const CELL: OptionSpec = { name: 'cell', value: 'wet|dry|mixed', help: 'whether the pores hold electrolyte, gas, or both' };
export const OUTPUT: OptionSpec = { name: 'output', short: 'o', value: 'PATH', required: true, help: 'where to write' };
export const QUALITY: OptionSpec = {
  name: 'quality',
  value: 'fast|best',
  help: 'fast: int8 weights where the model has them; best: averaged with the mirror image and other directions',
};
/** What of a file is meant, where it holds more than one thing. */
export const PART: readonly OptionSpec[] = [
  { name: 'dataset', value: 'ID', help: 'which data set of the file, as info names it (the first)' },
  { name: 'time', value: 'N', help: 'which time point, counted from 0 (the first)' },
  { name: 'channel', value: 'NAME|N', help: 'which channel, by name or counted from 0 (the first)' },
];
/** The same for the second file of a command. */
export function partOf(prefix: string, file: string): readonly OptionSpec[] {
  return PART.map((option) => ({ ...option, name: `${prefix}-${option.name}`, help: `${option.help}, of ${file}` }));
}
export const METRICS: OptionSpec = { name: 'metrics', value: 'ID,ID', help: 'only these metrics' };
export const CELLS = ['wet', 'dry', 'mixed'] as const;
