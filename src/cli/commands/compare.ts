import type { Command } from '../command.js';
import { collector, commaList, integer, list, stackPart, text, UsageError, voxel } from '../parse.js';
import { columns, showValue } from '../terminal.js';
import { COLLECTOR, MAP, METRICS, PART, partOf, VOXEL } from './shared-options.js';

export const compare: Command = {
  name: 'compare',
  summary: 'two label stacks, or one against generated structures',
  positionals: 'A [B]',
  minPositionals: 1,
  maxPositionals: 2,
  options: [
    { name: 'generator', value: 'ID', multiple: true, help: 'compare with structures of this generator' },
    { name: 'seeds', value: 'N', help: 'structures per generator (5)' },
    ...PART,
    ...partOf('b', 'B'),
    VOXEL,
    COLLECTOR,
    MAP,
    METRICS,
  ],
  async run({ client, positionals, options, grant, call, tell }) {
    const [a = '', b] = positionals;
    const generators = list(options, 'generator').map((id) => ({ id }));
    if ((b === undefined) === (generators.length === 0))
      throw new UsageError('compare takes a second label stack or --generator, not both and not none.', 'B');
    const document = await client['compare.files'](
      {
        a: grant(a, 'read'),
        b: b === undefined ? undefined : grant(b, 'read'),
        ...stackPart(options),
        bPart: stackPart(options, 'b-'),
        generators: generators.length > 0 ? generators : undefined,
        seeds: integer(options, 'seeds', 1, 50),
        metrics: commaList(options, 'metrics'),
        voxel: voxel(options),
        collector: collector(options),
        map: text(options, 'map'),
      },
      call,
    );
    for (const warning of document.warnings) tell(`warning: ${warning}`);
    const all = [
      ...document.rows,
      ...(document.generators ?? []).flatMap((generator) =>
        generator.rows.map((row) => ({ ...row, metric: `${generator.id}: ${row.metric}` })),
      ),
    ];
    const rows = all.map((row) => [
      row.metric,
      showValue(row.distance),
      row.ratio === null ? '' : `${row.ratio.toFixed(2)} x noise`,
      row.verdict,
      row.reason ?? '',
    ]);
    const outcome = document.noneFits === true ? '\nNone of these generators explains the structure.' : '';
    return { document, text: columns(rows) + outcome };
  },
};
