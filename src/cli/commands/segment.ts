import type { Command } from '../command.js';
import { choice, collector, integer, text, voxel } from '../parse.js';
import { CELL, CELLS, COLLECTOR, OUTPUT, VOXEL } from './shared-options.js';

export const segment: Command = {
  name: 'segment',
  summary: 'labels of a stack by a model; re-running after a stop reuses finished tiles',
  positionals: 'STACK...',
  minPositionals: 1,
  maxPositionals: Number.POSITIVE_INFINITY,
  options: [
    { name: 'model', value: 'ID|FOLDER|ZIP', required: true, help: 'a bundled model, or a BioImage Model Zoo package' },
    VOXEL,
    CELL,
    COLLECTOR,
    { ...OUTPUT, help: 'labels.tif or labels.zarr' },
    { name: 'probabilities', value: 'p.zarr', help: 'also write class probabilities' },
  ],
  async run({ client, positionals, options, grant, call }) {
    const model = text(options, 'model') ?? '';
    const isPath = /[/\\]|\.zip$/i.test(model);
    const probabilities = text(options, 'probabilities');
    const made = await client['segment.file'](
      {
        stack: positionals.map((path) => grant(path, 'read')),
        model,
        modelFile: isPath ? grant(model, 'read') : undefined,
        output: grant(text(options, 'output') ?? '', 'write'),
        probabilities: probabilities === undefined ? undefined : grant(probabilities, 'write'),
        voxel: voxel(options),
        collector: collector(options),
        cell: choice(options, 'cell', CELLS),
        threads: integer(options, 'threads', 1, 64),
      },
      call,
    );
    const document = { ...made, input: { ...made.input, path: positionals[0] ?? '' } };
    const range = document.outOfRange;
    const lines = [
      `${document.output}: ${document.tiles.total} tiles (${document.tiles.reused} reused), ${document.seconds.toFixed(1)} s`,
      `training range: ${range.level}${range.reasons.map((reason) => `\n  ${reason}`).join('')}`,
    ];
    return { document, text: [...lines, ...document.warnings].join('\n') };
  },
};
