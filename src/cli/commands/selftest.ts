import { METRES, parseLength } from '../../base/index.js';
import type { Command } from '../command.js';
import type { OptionValues } from '../command.js';
import { commaList, text, UsageError, voxel } from '../parse.js';
import { columns } from '../terminal.js';
import { METRICS, VOXEL } from './shared-options.js';

/** "2um", or "8" for voxels across. */
function featureSize(options: OptionValues): { feature?: number; featureVoxels?: number } {
  const given = text(options, 'feature-size');
  if (given === undefined) return {};
  const number = Number(given);
  if (Number.isFinite(number)) {
    if (number < 2 || number > 40) throw new UsageError(`--feature-size must be 2 to 40 voxels, not ${given}.`, '--feature-size');
    return { featureVoxels: number };
  }
  const { value, unit } = parseLength(given);
  return { feature: value * METRES[unit] };
}

const percent = (share: number): string => `${share >= 0 ? '+' : ''}${(100 * share).toFixed(2)} %`;

function shown(value: number | null, relative: boolean): string {
  if (value === null) return '';
  return relative ? percent(value) : String(Number(value.toPrecision(3)));
}

export const selftest: Command = {
  name: 'selftest',
  summary: 'expected bias of every metric, from phantoms with known answers',
  positionals: '',
  minPositionals: 0,
  maxPositionals: 0,
  options: [
    {
      name: 'feature-size',
      value: 'LENGTH|VOXELS',
      help: 'size of what is to be resolved: a length (with --voxel), or voxels across (default: 4, 8 and 16)',
    },
    VOXEL,
    METRICS,
  ],
  async run({ client, options, call }) {
    const document = await client['selftest.run'](
      { ...featureSize(options), voxel: voxel(options), metrics: commaList(options, 'metrics') },
      call,
    );
    const rows = document.results.map((row) => [
      row.metric,
      row.phantom,
      `${Number(row.featureVoxels.toPrecision(3))} voxels`,
      row.bias === null ? (row.reason ?? '') : `bias ${shown(row.bias, row.relative)}`,
      row.spread === null ? '' : `scatter ${shown(row.spread, row.relative).replace('+', '')}`,
      row.passed === null ? 'too coarse to judge' : row.passed ? 'passed' : 'FAILED',
    ]);
    return { document, text: columns(rows), exitCode: document.passed ? 0 : 1 };
  },
};
