/** A structure from a generator, written with what is known exactly about it. */
import { completeParams, createRng, NotFoundError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { GENERATORS } from '../simulate/index.js';
import type { Generator } from '../simulate/index.js';
import { parseParams } from './generator-params.js';
import type { ServiceHost } from './service-host.js';
import { hashBytes } from './volumes/hash-bytes.js';
import { shownSpacing } from './volumes/shown-spacing.js';
import { besideName, checkLabelOutput, writeJson, writeLabels } from './volumes/write-labels.js';

export interface Simulate {
  readonly generator: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly seed?: number | undefined;
  readonly output: string;
}

export interface SimulatedFile {
  output: string;
  truth: string;
  generator: string;
  params: Record<string, unknown>;
  seed: number;
  sha256: string;
  shape: number[];
  spacing: { value: number[]; unit: string; source: string } | null;
  seconds: number;
}

export function findGenerator(id: string): Generator {
  const found = GENERATORS.find((generator) => generator.id === id);
  if (found !== undefined) return found;
  throw new NotFoundError(`There is no generator "${id}"; there are ${GENERATORS.map((generator) => generator.id).join(', ')}.`, {
    code: 'unknown-generator',
    subject: id,
  });
}

export async function simulate(host: ServiceHost, asked: Simulate, options: RunOptions): Promise<SimulatedFile> {
  const generator = findGenerator(asked.generator);
  checkLabelOutput(asked.output);
  const started = host.ports.clock.monotonic();
  const seed = asked.seed ?? 1;
  const params = completeParams(generator.params, parseParams(generator.params, asked.params ?? {}));
  const made = await generator.run(params, createRng(seed), options);
  await writeLabels(host, asked.output, made.labels);
  const sha256 = hashBytes(host, made.labels.data);
  const spacing = shownSpacing(made.labels.calibration);
  const truth = besideName(asked.output, '.truth.json');
  await writeJson(host, truth, {
    generator: generator.id,
    seed,
    params,
    sha256,
    appVersion: host.options.appVersion,
    collector: made.collectorFace,
    cell: made.cell,
    truth: made.truth,
    approximations: generator.approximations,
    references: generator.references,
  });
  // read again with the labels, as a sidecar: nobody has to remember the collector
  await writeJson(host, besideName(asked.output, '.json'), {
    ...(spacing === null ? {} : { voxel: `${spacing.value.join('x')}${spacing.unit}` }),
    ...(made.collectorFace === null ? {} : { collector: made.collectorFace }),
    cell: made.cell,
  });
  return {
    output: asked.output,
    truth,
    generator: generator.id,
    params,
    seed,
    sha256,
    shape: [...made.labels.shape],
    spacing,
    seconds: (host.ports.clock.monotonic() - started) / 1000,
  };
}
