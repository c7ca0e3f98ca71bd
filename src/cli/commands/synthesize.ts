import type { Command } from '../command.js';
import { assignments, choice, integer, text, UsageError } from '../parse.js';
import { OUTPUT } from './shared-options.js';

const MODALITIES = ['xct', 'fib', 'cryo'] as const;

export const synthesize: Command = {
  name: 'synthesize',
  summary: 'structures, their virtual images and their truth',
  positionals: 'FAMILY[,FAMILY]',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    { name: 'modality', value: 'xct|fib|cryo', required: true, help: 'the instrument to imitate' },
    {
      name: 'param',
      value: 'K=V',
      multiple: true,
      help: 'a parameter of structure or instrument (see "generators"), like cnr=2; lengths carry a unit',
    },
    { name: 'shape', value: 'ZxYxX', help: 'voxels of the structure (64x128x128)' },
    { name: 'seed', value: 'N', help: 'same seed, same result' },
    { name: 'count', value: 'N', help: 'how many pictures (1)' },
    { name: 'pictures', value: 'K', help: 'pictures of every structure, each drawn anew (1)' },
    { name: 'shards', help: 'compressed files for training instead of images; complete ones in the folder are kept' },
    { name: 'start', value: 'I', help: 'number of the first training file (0)' },
    { ...OUTPUT, value: 'DIR' },
  ],
  async run({ client, positionals, options, grant, call }) {
    const modality = choice(options, 'modality', MODALITIES) ?? 'xct';
    const shards = options['shards'] === true;
    const start = integer(options, 'start', 0, 999_999);
    if (start !== undefined && !shards) throw new UsageError('--start numbers training files; give --shards too.', '--start');
    const document = await client['synthesize.run'](
      {
        family: positionals[0] ?? '',
        modality,
        params: { ...shapeParams(text(options, 'shape')), ...assignments(options, 'param') },
        seed: integer(options, 'seed', 0, Number.MAX_SAFE_INTEGER),
        count: integer(options, 'count', 1, 1_000_000),
        pictures: integer(options, 'pictures', 1, 1000),
        shards: shards ? { start: start ?? 0 } : undefined,
        output: grant(text(options, 'output') ?? '', 'write'),
      },
      call,
    );
    const { items } = document;
    const lines = items.map((item) => `${item.image}  seed ${item.seed}`);
    return { document, text: shards ? `${items.length} files in ${text(options, 'output') ?? ''}` : lines.join('\n') };
  },
};

function shapeParams(shape: string | undefined): Record<string, string> {
  if (shape === undefined) return {};
  const [, nz, ny, nx] = /^(\d+)x(\d+)x(\d+)$/.exec(shape) ?? [];
  if (nz === undefined || ny === undefined || nx === undefined)
    throw new UsageError(`--shape is "${shape}"; write slices x rows x columns, like 64x128x128.`, '--shape');
  return { nz, ny, nx };
}
