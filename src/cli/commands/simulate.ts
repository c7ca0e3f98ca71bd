import type { Command } from '../command.js';
import { assignments, integer, text } from '../parse.js';
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
