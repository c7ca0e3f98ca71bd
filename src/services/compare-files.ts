/** Two label files, or one label file and generators. */
import { InvalidInputError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { CompareDocument, VoxelSizeInput } from '../contract/index.js';
import { compareTwo, compareWithGenerated } from '../compare/index.js';
import type { Structure } from '../compare/index.js';
import type { Face } from '../volume/index.js';
import { compareDocumentOf } from './compare-document.js';
import { generatedSets, withoutCollector } from './generated-sets.js';
import type { GeneratorChoice } from './generated-sets.js';
import type { ServiceHost } from './service-host.js';
import { readLabelFile } from './volumes/label-file.js';
import type { StackChoice } from './volumes/open-stack.js';

export interface CompareFiles extends StackChoice {
  readonly a: string;
  readonly bPart?: StackChoice | undefined;
  readonly b?: string | undefined;
  readonly generators?: readonly GeneratorChoice[] | undefined;
  readonly seeds?: number | undefined;
  readonly metrics?: readonly string[] | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly map?: string | undefined;
}

async function structureOf(
  host: ServiceHost,
  path: string,
  { dataset, time, channel }: StackChoice,
  asked: CompareFiles,
  signal: AbortSignal | undefined,
): Promise<Structure> {
  const file = await readLabelFile(host, path, { map: asked.map, voxel: asked.voxel, dataset, time, channel, signal });
  return { name: host.ports.files.basename(path), labels: file.labels, collectorFaces: asked.collector ?? file.sidecar?.collector ?? [] };
}

export async function compareFiles(host: ServiceHost, asked: CompareFiles, options: RunOptions): Promise<CompareDocument> {
  const { signal, onProgress } = options;
  const compareOptions = { workers: host.ports.workers, metrics: asked.metrics, signal, onProgress };
  const a = withoutCollector(await structureOf(host, asked.a, asked, asked, signal));
  if (asked.b !== undefined) {
    const b = withoutCollector(await structureOf(host, asked.b, asked.bPart ?? {}, asked, signal));
    return compareDocumentOf(await compareTwo(a, b, compareOptions));
  }
  if (asked.generators === undefined || asked.generators.length === 0)
    throw new InvalidInputError('There is nothing to compare with; give a second label file or a generator.', {
      code: 'bad-params',
      subject: 'b',
    });
  const sets = await generatedSets(a, asked.generators, asked.seeds ?? 5, options);
  return compareDocumentOf(await compareWithGenerated(a, sets, compareOptions));
}
