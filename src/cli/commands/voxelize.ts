import type { Command } from '../command.js';
import { choice, decimal, integer, length, selection, text, UsageError } from '../parse.js';
import { OUTPUT } from './shared-options.js';

const METHODS = ['spheres', 'sph', 'sites', 'grid', 'mesh'] as const;

export const voxelize: Command = {
  name: 'voxelize',
  summary: 'particles or a mesh of a simulation as voxels',
  positionals: 'FILE',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    OUTPUT,
    { name: 'unit', value: 'LENGTH', help: 'length of one in the file, like 1um; needed where the file does not say' },
    { name: 'step', value: 'LENGTH', help: 'edge of a voxel; default: what suits the method' },
    { name: 'method', value: METHODS.join('|'), help: 'default: what fits the file best' },
    { name: 'frame', value: 'N|last', help: 'frame of a run, counted from 0; default: the last' },
    { name: 'select', value: 'FIELD=V[,V]', help: 'only particles, sites or cells of these kinds are solid, like type=2' },
    { name: 'field', value: 'NAME', help: 'value that is put on the grid and thresholded, like an order parameter' },
    { name: 'threshold', value: 'NUMBER', help: 'values at or above it are solid; default 0.5' },
    { name: 'radius', value: 'LENGTH', help: 'of every particle; default: from the file, else half the distance of neighbours' },
    { name: 'solid', value: 'PHASE', help: 'phase of what is solid; default lithium' },
    { name: 'rest', value: 'PHASE', help: 'phase of the rest; default electrolyte' },
    { name: 'values', help: 'write the values themselves (float32 TIFF) instead of phases' },
  ],
  async run({ client, positionals, options, grant, call }) {
    const asked = text(options, 'frame');
    const frame = asked === 'last' ? undefined : integer(options, 'frame', 0, 1_000_000_000);
    const output = text(options, 'output') ?? '';
    if (options['values'] === true && !/\.tiff?$/i.test(output))
      throw new UsageError(`--values writes a TIFF, so -o must end in .tif, not "${output}".`, '--output');
    const { ref: _, ...document } = await client['structure.voxelize'](
      {
        file: grant(positionals[0] ?? '', 'read'),
        unit: length(options, 'unit'),
        step: length(options, 'step'),
        method: choice(options, 'method', METHODS),
        frame,
        select: selection(options, 'select'),
        field: text(options, 'field'),
        threshold: decimal(options, 'threshold'),
        radius: length(options, 'radius'),
        solid: text(options, 'solid'),
        rest: text(options, 'rest'),
        values: options['values'] === true,
        output: grant(output, 'write'),
      },
      call,
    );
    const size = `${document.shape.join('x')} voxels of ${document.spacing.value.at(-1) ?? ''} ${document.spacing.unit ?? ''}`;
    const warnings = document.warnings.map((warning) => `  warning: ${warning}`);
    return { document, text: [`${document.output}: ${size} by ${document.method}`, ...warnings].join('\n') };
  },
};
