/** Labels, wherever they come from, as surfaces or finite elements. */
import type { RunOptions } from '../../base/index.js';
import type { MeshDocument, VoxelSizeInput } from '../../contract/index.js';
import { chooseMeshWriter } from '../../formats/index.js';
import type { LabelStack } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { openLabelFile } from '../volumes/label-file.js';
import type { StackChoice } from '../volumes/open-stack.js';
import { shownSpacing } from '../volumes/shown-spacing.js';
import { checkOutput } from './convert.js';
import { chosenPhases } from './chosen-phases.js';
import { coarseStack, frameOf } from './coarse-stack.js';
import { writeHexahedra } from './hexahedra.js';
import { writeSurfaces } from './surfaces.js';

export interface MeshChoice {
  readonly output: string;
  /** names or ids */
  readonly phases?: readonly string[] | undefined;
  readonly coarsen?: number | undefined;
}

interface MeshedLabels {
  readonly stack: LabelStack;
  /** shown in the document */
  readonly path: string;
  /** never written over */
  readonly originals: readonly string[];
  readonly warnings: readonly string[];
}

function warningsOf(document: Pick<MeshDocument, 'phases' | 'unit'>): string[] {
  const contacts = document.phases.reduce((sum, { contacts: own }) => sum + (own?.edges ?? 0), 0);
  return [
    ...(document.unit === 'voxel' ? ['The voxel size is unknown, so the lengths are in voxels; give it with --voxel.'] : []),
    ...(contacts > 0
      ? [
          `Bodies touch themselves along ${contacts} edges, where four triangles meet instead of two; programs that need manifold meshes may object.`,
        ]
      : []),
  ];
}

export async function meshLabels(host: ServiceHost, labels: MeshedLabels, asked: MeshChoice, options: RunOptions): Promise<MeshDocument> {
  const started = host.ports.clock.monotonic();
  const { files } = host.ports;
  const { output } = asked;
  const writer = chooseMeshWriter(output);
  const checkPath = (path: string): Promise<void> => checkOutput(host, labels.originals, path);
  await checkPath(output);
  const mesh = coarseStack(host, labels.stack, asked.coarsen ?? 1);
  const phases = chosenPhases(asked.phases);
  await files.makeFolder(files.dirname(files.resolve(output)));
  const request = { mesh, phases, asked: asked.phases !== undefined, output, name: files.basename(labels.path) };
  const made =
    writer.kind === 'surface'
      ? await writeSurfaces(host, writer, request, checkPath, options)
      : await writeHexahedra(host, writer, request, checkPath, options);
  const { unit } = frameOf(mesh);
  return {
    output,
    ...made,
    format: writer.extension,
    input: { path: labels.path },
    shape: [...mesh.stack.shape],
    spacing: shownSpacing(mesh.stack.calibration),
    unit,
    warnings: [...labels.warnings, ...mesh.warnings, ...warningsOf({ phases: made.phases, unit })],
    seconds: (host.ports.clock.monotonic() - started) / 1000,
  };
}

export interface MeshFile extends StackChoice, MeshChoice {
  readonly path: string;
  readonly map?: string | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
}

export async function meshFile(host: ServiceHost, asked: MeshFile, options: RunOptions): Promise<MeshDocument> {
  chooseMeshWriter(asked.output);
  const { path, map, voxel, dataset, time, channel } = asked;
  const file = await openLabelFile(host, path, { map, voxel, dataset, time, channel, signal: options.signal });
  try {
    return await meshLabels(host, { stack: file.stack, path, originals: [path], warnings: file.warnings }, asked, options);
  } finally {
    await file.close();
  }
}
