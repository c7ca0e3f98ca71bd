import type { Command } from '../command.js';
import { assignments, choice, integer, text } from '../parse.js';
import { OUTPUT } from './shared-options.js';

const PARAM = { name: 'param', value: 'K=V', multiple: true, help: 'a parameter of the generator; lengths carry a unit' } as const;
const SEED = { name: 'seed', value: 'N', help: 'same seed, same result' } as const;
const MAX_SEED = Number.MAX_SAFE_INTEGER;

export const simulate: Command = {
  name: 'simulate',
  summary: 'a structure from a generator, with what is known exactly about it',
  positionals: 'GENERATOR',
  minPositionals: 1,
  maxPositionals: 1,
  options: [PARAM, SEED, OUTPUT],
  async run({ client, positionals, options, grant, call }) {
    const document = await client['simulate.run'](
      {
        generator: positionals[0] ?? '',
        params: assignments(options, 'param'),
        seed: integer(options, 'seed', 0, MAX_SEED),
        output: grant(text(options, 'output') ?? '', 'write'),
      },
      call,
    );
    return { document, text: `${document.output}: ${document.shape.join('x')}, seed ${document.seed}, ${document.seconds.toFixed(1)} s` };
  },
};

export const synthesize: Command = {
  name: 'synthesize',
  summary: 'structures, their virtual images and their truth',
  positionals: 'FAMILY',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    { name: 'modality', value: 'xct', required: true, help: 'the instrument to imitate' },
    PARAM,
    SEED,
    { name: 'count', value: 'N', help: 'how many, with consecutive seeds (1)' },
    { ...OUTPUT, value: 'DIR' },
  ],
  async run({ client, positionals, options, grant, call }) {
    const modality = choice(options, 'modality', ['xct']) ?? 'xct';
    const document = await client['synthesize.run'](
      {
        family: positionals[0] ?? '',
        modality,
        params: assignments(options, 'param'),
        seed: integer(options, 'seed', 0, MAX_SEED),
        count: integer(options, 'count', 1, 100000),
        output: grant(text(options, 'output') ?? '', 'write'),
      },
      call,
    );
    return { document, text: document.items.map((item) => `${item.image}  seed ${item.seed}`).join('\n') };
  },
};
