import type { Command } from '../command.js';
import { choice, collector, commaList, integer, list, stackPart, text, UsageError, voxel } from '../parse.js';
import { columns } from '../terminal.js';
import { CELL, CELLS, COLLECTOR, OUTPUT, PART, VOXEL } from './shared-options.js';

export const analyze: Command = {
  name: 'analyze',
  summary: 'all stages, from a stack to a report',
  positionals: 'STACK...',
  minPositionals: 1,
  maxPositionals: Number.POSITIVE_INFINITY,
  options: [
    { ...OUTPUT, value: 'NAME.lithoscope' },
    ...PART,
    VOXEL,
    COLLECTOR,
    CELL,
    { name: 'model', value: 'ID', multiple: true, help: 'model to segment with (li-xct-fast)' },
    { name: 'recipe', value: 'FILE', help: 'replay the recipe of an earlier report' },
  ],
  async run({ client, positionals, options, grant, call, tell }) {
    const recipe = text(options, 'recipe');
    const models = list(options, 'model');
    const document = await client['analyze.run'](
      {
        stack: positionals.map((path) => grant(path, 'read')),
        ...stackPart(options),
        output: grant(text(options, 'output') ?? '', 'write'),
        voxel: voxel(options),
        collector: collector(options),
        cell: choice(options, 'cell', CELLS),
        models: models.length > 0 ? [...models] : undefined,
        recipe: recipe === undefined ? undefined : grant(recipe, 'read'),
        threads: integer(options, 'threads', 1, 64),
      },
      call,
    );
    for (const warning of document.warnings) tell(`warning: ${warning}`);
    const failed = document.steps.some((step) => step.status === 'failed');
    const steps = document.steps.map((step) => [step.id, step.status, `${step.seconds.toFixed(1)} s`, step.reason ?? '']);
    return { document, text: `${columns(steps)}\n${document.report.join('\n')}`, exitCode: failed ? 1 : 0 };
  },
};

const FORMATS = ['html', 'csv', 'json'] as const;

export const report: Command = {
  name: 'report',
  summary: 'the report of a study',
  positionals: 'STUDY',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    { ...OUTPUT, value: 'DIR' },
    { name: 'format', value: 'html,csv,json', help: 'what to write (all)' },
  ],
  async run({ client, positionals, options, grant, call }) {
    const formats = (commaList(options, 'format') ?? FORMATS).map((name) => {
      const known = FORMATS.find((format) => format === name);
      if (!known) throw new UsageError(`--format takes ${FORMATS.join(', ')}, not "${name}".`, '--format');
      return known;
    });
    const study = await client['study.open']({ ref: grant(positionals[0] ?? '', 'read') }, call);
    try {
      const document = await client['report.build'](
        { study: study.id, formats, output: grant(text(options, 'output') ?? '', 'write') },
        call,
      );
      return { document, text: document.files.map((file) => `${file.name}  ${file.bytes} bytes`).join('\n') };
    } finally {
      await client['study.close']({ study: study.id });
    }
  },
};
