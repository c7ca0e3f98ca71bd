import type { EvaluationTable } from '../../contract/index.js';
import { PHASES } from '../../volume/index.js';
import type { Command, Invocation } from '../command.js';
import { collector, commaList, list, stackPart, text, UsageError } from '../parse.js';
import { columns, showValue } from '../terminal.js';
import { COLLECTOR, MAP, PART, partOf } from './shared-options.js';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'how far labels are from a truth, or models and baselines over a folder of volumes with truth',
  positionals: 'LABELS|FOLDER',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    { name: 'truth', value: 'TRUTH', help: 'label stack of the same shape' },
    { name: 'probabilities', value: 'P', help: 'class probabilities, for the interval of the dead fraction' },
    { name: 'model', value: 'ID', multiple: true, help: 'a model to run over the folder' },
    { name: 'baselines', value: 'IDS', help: 'oracle, otsu, forest: what a model has to beat' },
    { name: 'unseen', value: 'FAMILIES', help: 'families that the models were not trained on' },
    { name: 'output', short: 'o', value: 'FILE', help: 'the table as JSON; a table that is there is gone on with' },
    ...PART,
    ...partOf('truth', 'the truth'),
    COLLECTOR,
    MAP,
  ],
  async run(invocation) {
    const { options } = invocation;
    const ofFolder = ['model', 'baselines', 'unseen', 'output'].filter((name) => options[name] !== undefined);
    const truth = text(options, 'truth');
    if (truth === undefined && ofFolder.length === 0)
      throw new UsageError('evaluate needs --truth TRUTH for labels, or --model ID or --baselines IDS for a folder.', '--truth');
    if (truth !== undefined && ofFolder.length > 0)
      throw new UsageError(`evaluate takes --truth for labels, and --${ofFolder[0] ?? ''} for a folder; not both.`, '--truth');
    return truth === undefined ? runFolder(invocation) : runLabels(invocation, truth);
  },
};

async function runLabels({ client, positionals, options, grant, call }: Invocation, truth: string): ReturnType<Command['run']> {
  const probabilities = text(options, 'probabilities');
  const document = await client['evaluate.run'](
    {
      labels: grant(positionals[0] ?? '', 'read'),
      ...stackPart(options),
      truth: grant(truth, 'read'),
      truthPart: stackPart(options, 'truth-'),
      probabilities: probabilities === undefined ? undefined : grant(probabilities, 'read'),
      collector: collector(options),
      map: text(options, 'map'),
    },
    call,
  );
  const rows = Object.entries(document.phases).map(([id, score]) => [
    PHASES[Number(id)]?.name ?? id,
    `Dice ${showValue(score.dice)}`,
    `IoU ${showValue(score.iou)}`,
    `boundary F1 ${showValue(score.boundaryF1)}`,
    `volume bias ${showValue(score.volumeBias)}`,
    `surface error ${showValue(score.surfaceError)}`,
  ]);
  const { measured, truth: real } = document.deadFraction;
  return { document, text: `${columns(rows)}\ndead fraction ${showValue(measured)}, truth ${showValue(real)}` };
}

async function runFolder({ client, positionals, options, grant, call }: Invocation): ReturnType<Command['run']> {
  const output = text(options, 'output');
  const document = await client['evaluate.table'](
    {
      folder: grant(positionals[0] ?? '', 'read'),
      models: [...list(options, 'model')],
      baselines: commaList(options, 'baselines') ?? [],
      unseen: commaList(options, 'unseen'),
      collector: collector(options),
      output: output === undefined ? undefined : grant(output, 'write'),
    },
    call,
  );
  return { document, text: columns(tableRows(document)) };
}

const SHOWN = ['lithium.dice', 'sei.dice', 'sei.boundaryF1', 'surroundings.dice', 'mean.dice', 'dead.absoluteError'] as const;

function tableRows({ groups }: EvaluationTable): string[][] {
  const head = ['volumes', 'n', 'method', ...SHOWN];
  const show = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(3));
  return [
    head,
    ...groups.map(({ name, volumes, method, scores }) => [name, String(volumes), method, ...SHOWN.map((key) => show(scores[key]?.mean))]),
  ];
}
