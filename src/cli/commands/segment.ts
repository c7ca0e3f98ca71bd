import { findPhase } from '../../volume/index.js';
import type { Command } from '../command.js';
import { choice, collector, integer, stackPart, text, UsageError, voxel } from '../parse.js';
import { scribble, SCRIBBLE_OPTIONS, usesScribbles } from './scribble.js';
import { CELL, CELLS, COLLECTOR, OUTPUT, PART, QUALITY, VOXEL } from './shared-options.js';

/** `cell=lithium,background=3`: names or indices of classes, names or ids of phases. */
function classPhases(given: string | undefined): Record<string, number> | undefined {
  if (given === undefined) return undefined;
  return Object.fromEntries(
    given.split(',').map((part) => {
      const at = part.lastIndexOf('=');
      const phase = findPhase(part.slice(at + 1).trim());
      if (at < 1 || phase === undefined)
        throw new UsageError(`"${part}" does not say which phase a class is; write NAME=PHASE, like cell=lithium.`, 'classes');
      return [part.slice(0, at).trim(), phase.id];
    }),
  );
}

export const segment: Command = {
  name: 'segment',
  summary: 'labels of a stack by a model; re-running after a stop reuses finished tiles',
  positionals: 'STACK...',
  minPositionals: 1,
  maxPositionals: Number.POSITIVE_INFINITY,
  options: [
    { name: 'model', value: 'ID|FOLDER|ZIP', help: 'a bundled model, or a BioImage Model Zoo package; needed without strokes' },
    ...PART,
    VOXEL,
    CELL,
    COLLECTOR,
    { ...OUTPUT, help: 'labels.tif or labels.zarr' },
    { name: 'probabilities', value: 'p.zarr', help: 'also write class probabilities' },
    QUALITY,
    {
      name: 'classes',
      value: 'NAME=PHASE,...',
      help: 'phases of the classes of a foreign model, like cell=lithium,background=electrolyte',
    },
    { name: 'prior', value: 'FILE', help: 'JSON with curves of phases over the distance to the collector' },
    ...SCRIBBLE_OPTIONS,
  ],
  async run({ client, positionals, options, grant, call }) {
    if (usesScribbles(options)) return scribble({ client, positionals, options, grant, call });
    const model = text(options, 'model');
    if (model === undefined) throw new UsageError('segment needs --model ID|FOLDER|ZIP, --scribbles FILE or --classifier FILE.', 'model');
    const isPath = /[/\\]|\.zip$/i.test(model);
    const probabilities = text(options, 'probabilities');
    const prior = text(options, 'prior');
    const made = await client['segment.file'](
      {
        stack: positionals.map((path) => grant(path, 'read')),
        ...stackPart(options),
        model,
        modelFile: isPath ? grant(model, 'read') : undefined,
        output: grant(text(options, 'output') ?? '', 'write'),
        probabilities: probabilities === undefined ? undefined : grant(probabilities, 'write'),
        voxel: voxel(options),
        collector: collector(options),
        cell: choice(options, 'cell', CELLS),
        mapping: classPhases(text(options, 'classes')),
        quality: choice(options, 'quality', ['fast', 'best']),
        prior: prior === undefined ? undefined : grant(prior, 'read'),
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
