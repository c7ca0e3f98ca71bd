import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { measureRequest, type MeasureRequest } from '../../contract/index.js';
import type { Command, Invocation } from '../command.js';
import { collector, commaList, integer, onOff, stackPart, text, UsageError, voxel } from '../parse.js';
import { columns, showBounds, showValue } from '../terminal.js';
import { COLLECTOR, MAP, METRICS, PART, VOXEL } from './shared-options.js';

async function readRequest({ options, readStdin }: Invocation): Promise<MeasureRequest[] | undefined> {
  const file = text(options, 'request');
  if (file === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(file === '-' ? await readStdin() : await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(
      `--request ${file} cannot be read as JSON (${error instanceof Error ? error.message : String(error)}).`,
      '--request',
    );
  }
  const checked = v.safeParse(v.array(measureRequest), parsed);
  if (!checked.success) throw new UsageError('--request must be a list of {"metric", "params"} objects.', '--request');
  return checked.output;
}

export const measure: Command = {
  name: 'measure',
  summary: 'numbers of a label stack',
  positionals: 'LABELS',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    ...PART,
    VOXEL,
    COLLECTOR,
    MAP,
    METRICS,
    {
      name: 'error-bars',
      value: 'on|off',
      help: 'uncertainty of each number by source and combined; takes about as long again (default: on, off with --request)',
    },
    { name: 'request', value: 'FILE', help: 'an exact list of metrics with parameters, as JSON; - reads stdin' },
  ],
  async run(invocation) {
    const { client, positionals, options, grant, call, tell } = invocation;
    const [labels = ''] = positionals;
    if (options['request'] !== undefined && options['metrics'] !== undefined)
      throw new UsageError('measure takes --request or --metrics, not both.', '--metrics');
    const request = await readRequest(invocation);
    const measured = await client['measure.file'](
      {
        labels: grant(labels, 'read'),
        ...stackPart(options),
        voxel: voxel(options),
        collector: collector(options),
        map: text(options, 'map'),
        metrics: commaList(options, 'metrics'),
        request,
        errorBars: onOff(options, 'error-bars'),
        threads: integer(options, 'threads', 1, 64),
      },
      call,
    );
    const document = { ...measured, input: { ...measured.input, path: labels } };
    for (const warning of document.warnings) tell(`warning: ${warning}`);
    const rows = document.results.map((result) => [
      result.metric,
      result.error ? `error: ${result.error.message}` : showValue(result.value, result.unit, result.reason),
      showBounds(result.uncertainty?.['combined']),
      result.estimator ?? '',
    ]);
    const wrong = document.results.some((result) => result.error !== undefined);
    return { document, text: columns(rows), exitCode: wrong ? 2 : 0 };
  },
};
