import { PHASES } from '../../volume/index.js';
import type { Command } from '../command.js';
import { collector, text } from '../parse.js';
import { columns, showValue } from '../terminal.js';
import { COLLECTOR, MAP } from './shared-options.js';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'how far labels are from a truth',
  positionals: 'LABELS',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    { name: 'truth', value: 'TRUTH', required: true, help: 'label stack of the same shape' },
    { name: 'probabilities', value: 'P', help: 'class probabilities, for the interval of the dead fraction' },
    COLLECTOR,
    MAP,
  ],
  async run({ client, positionals, options, grant, call }) {
    const probabilities = text(options, 'probabilities');
    const document = await client['evaluate.run'](
      {
        labels: grant(positionals[0] ?? '', 'read'),
        truth: grant(text(options, 'truth') ?? '', 'read'),
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
    ]);
    const { measured, truth } = document.deadFraction;
    return { document, text: `${columns(rows)}\ndead fraction ${showValue(measured)}, truth ${showValue(truth)}` };
  },
};
