/** The part of `segment` that learns from strokes. */
import type { CommandResult, Invocation, OptionSpec, OptionValues } from '../command.js';
import { collector, integer, stackPart, text, voxel } from '../parse.js';

export const SCRIBBLE_OPTIONS: readonly OptionSpec[] = [
  { name: 'scribbles', value: 's.tif', help: 'strokes: phase ids in the shape of the stack, 0 elsewhere; learn from them' },
  { name: 'map', value: '85=sei,...', help: 'what foreign values of the strokes mean' },
  { name: 'save-classifier', value: 'c.json', help: 'also write what was learnt' },
  { name: 'classifier', value: 'c.json', help: 'use what was learnt before in place of strokes' },
  { name: 'seed', value: 'N', help: 'of the scribble classifier; the same strokes and seed give the same labels' },
];

export function usesScribbles(options: OptionValues): boolean {
  return text(options, 'scribbles') !== undefined || text(options, 'classifier') !== undefined;
}

export async function scribble({
  client,
  positionals,
  options,
  grant,
  call,
}: Pick<Invocation, 'client' | 'positionals' | 'options' | 'grant' | 'call'>): Promise<CommandResult> {
  const file = (name: string, mode: 'read' | 'write'): string | undefined => {
    const path = text(options, name);
    return path === undefined ? undefined : grant(path, mode);
  };
  const model = text(options, 'model');
  const made = await client['scribble.file'](
    {
      stack: positionals.map((path) => grant(path, 'read')),
      ...stackPart(options),
      scribbles: file('scribbles', 'read'),
      map: text(options, 'map'),
      classifier: file('classifier', 'read'),
      saveClassifier: file('save-classifier', 'write'),
      model,
      modelFile: model !== undefined && /[/\\]|\.zip$/i.test(model) ? grant(model, 'read') : undefined,
      output: grant(text(options, 'output') ?? '', 'write'),
      probabilities: file('probabilities', 'write'),
      voxel: voxel(options),
      collector: collector(options),
      seed: integer(options, 'seed', 0, 2 ** 31),
    },
    call,
  );
  const document = { ...made, input: { ...made.input, path: positionals[0] ?? '' } };
  const { strokes, voxels, trainSeconds, trainingAccuracy, features } = document.scribbles;
  const painted = Object.values(voxels).reduce((sum, count) => sum + count, 0);
  const accuracy = trainingAccuracy === null ? 'unknown' : `${(100 * trainingAccuracy).toFixed(1)} %`;
  const lines = [
    `${document.output}: ${document.tiles.total} tiles (${document.tiles.reused} reused), ${document.seconds.toFixed(1)} s`,
    `learnt from ${strokes} strokes (${painted} voxels), ${features.length} features, in ${trainSeconds.toFixed(1)} s; right on strokes it did not see: ${accuracy}`,
  ];
  return { document, text: [...lines, ...document.warnings].join('\n') };
}
