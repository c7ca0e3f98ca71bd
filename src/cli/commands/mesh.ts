import type { MeshDocument } from '../../contract/index.js';
import type { Command } from '../command.js';
import { commaList, integer, stackPart, text, voxel } from '../parse.js';
import { MAP, OUTPUT, PART, VOXEL } from './shared-options.js';

const MAX_BLOCK = 64;

function describe({ phases, unit }: MeshDocument): string[] {
  return phases.map(({ name, triangles, cells, volume }) => {
    const size = triangles === undefined ? `${cells ?? 0} hexahedra` : `${triangles} triangles`;
    return `  ${name}: ${size}, ${volume.toPrecision(6)} ${unit}^3`;
  });
}

export const mesh: Command = {
  name: 'mesh',
  summary: 'surfaces or finite elements of the phases of a label stack',
  positionals: 'LABELS',
  minPositionals: 1,
  maxPositionals: 1,
  options: [
    { ...OUTPUT, help: 'the ending decides: .stl .ply .obj .vtp surfaces, .vtu hexahedra; stl: one file for each phase' },
    { name: 'phase', value: 'PHASE[,PHASE]', help: 'names or ids of phases; default: all that there are' },
    ...PART,
    MAP,
    VOXEL,
    { name: 'coarsen', value: 'N', help: 'first make one voxel of every N x N x N, by the commonest label' },
  ],
  async run({ client, positionals, options, grant, call, tell }) {
    const document = await client['mesh.file'](
      {
        labels: grant(positionals[0] ?? '', 'read'),
        ...stackPart(options),
        output: grant(text(options, 'output') ?? '', 'write'),
        phases: commaList(options, 'phase'),
        map: text(options, 'map'),
        voxel: voxel(options),
        coarsen: integer(options, 'coarsen', 1, MAX_BLOCK),
      },
      call,
    );
    for (const warning of document.warnings) tell(`warning: ${warning}`);
    const files = document.files.map(({ path, bytes }) => `${path}: ${(bytes / 1e6).toFixed(1)} MB`);
    return {
      document: { ...document, output: text(options, 'output') ?? '', input: { ...document.input, path: positionals[0] ?? '' } },
      text: [...files, ...describe(document)].join('\n'),
    };
  },
};
