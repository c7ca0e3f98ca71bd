import type { Command } from '../command.js';
import { stackPart, text, voxel } from '../parse.js';
import { MAP, OUTPUT, PART, VOXEL } from './shared-options.js';

export const convert: Command = {
  name: 'convert',
  summary: 'a stack in another format, values and voxel size kept',
  positionals: 'STACK...',
  minPositionals: 1,
  maxPositionals: Number.POSITIVE_INFINITY,
  options: [
    { ...OUTPUT, help: 'the ending decides: .tif .ome.tif .mrc .nrrd .vti .zarr .npy' },
    ...PART,
    VOXEL,
    MAP,
    { name: 'labels', help: 'the values are labels: smaller copies in an OME-Zarr take the commonest value, not the mean' },
  ],
  async run({ client, positionals, options, grant, call, tell }) {
    const made = await client['stack.convert'](
      {
        stack: positionals.map((path) => grant(path, 'read')),
        ...stackPart(options),
        output: grant(text(options, 'output') ?? '', 'write'),
        voxel: voxel(options),
        map: text(options, 'map'),
        labels: options['labels'] === true,
      },
      call,
    );
    const document = { ...made, output: text(options, 'output') ?? '', input: { ...made.input, path: positionals[0] ?? '' } };
    for (const warning of document.warnings) tell(`warning: ${warning}`);
    const size = document.spacing === null ? 'voxel size unknown' : `${document.spacing.value.join(' x ')} ${document.spacing.unit ?? ''}`;
    return {
      document,
      text: `${document.output}: ${document.format}, ${document.shape.join('x')} ${document.dtype}, ${size}, ${document.seconds.toFixed(1)} s`,
    };
  },
};
