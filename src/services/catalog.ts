/** The lists: models, formats, metrics, generators. Each item is a record of its room, shown as it is. */
import type { CatalogItem } from '../contract/index.js';
import { FORMATS } from '../formats/index.js';
import { METRICS } from '../metrics/index.js';
import type { Metric } from '../metrics/index.js';
import { listModels } from '../segmentation/index.js';
import type { ModelPackage } from '../segmentation/index.js';
import { MODALITIES } from '../imaging/index.js';
import { GENERATORS } from '../simulate/index.js';
import type { ServiceHost } from './service-host.js';
import { familiesOf, SCAN_PARAMS } from './synthesize/index.js';

/** A record as data: what it computes with stays here. */
function describe<R extends { readonly id: string; readonly title: string }>(record: R): CatalogItem {
  const { id, title } = record;
  return { ...Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value !== 'function')), id, title };
}

/** Whether a metric measures a stack of any size whole, with the parameters that it has by itself. */
function streamsByDefault({ streams = false, params }: Metric): boolean {
  return typeof streams === 'boolean' ? streams : streams(Object.fromEntries(params.map((spec) => [spec.name, spec.default])));
}

async function models(host: ServiceHost): Promise<CatalogItem[]> {
  const { files, codecs } = host.ports;
  const found = await listModels(files, codecs, host.options.modelsFolder, { unpackTo: modelCache(host) });
  return found.map(({ path, package: model, error }) => {
    if (model === null)
      return {
        id: files.basename(path),
        title: files.basename(path),
        error: error === null ? null : { code: error.code, message: error.message },
      };
    return describeModel(model);
  });
}

export function describeModel(model: ModelPackage): CatalogItem {
  const { id, name, version, description, license, sha256, classes, classToPhase, growthAxis, modality, trainedOn, warnings } = model;
  const more = { growthAxis, modality, int8: model.int8 !== null, trainedOn, warnings };
  return { id, title: name, version, description, license, sha256, classes, classToPhase, ...more };
}

/** Where weights of zipped packages are unpacked. */
export function modelCache(host: ServiceHost): string {
  return host.ports.files.join(host.options.dataFolder, 'models');
}

export async function listCatalog(
  host: ServiceHost,
  what: 'models' | 'formats' | 'metrics' | 'generators',
): Promise<{ items: CatalogItem[] }> {
  switch (what) {
    case 'models':
      return { items: await models(host) };
    case 'formats':
      return {
        items: FORMATS.map(({ id, title, extensions, kinds, text, ...format }) => ({
          id,
          title,
          extensions,
          kinds,
          writes: 'writers' in format ? (format.writers ?? []).map(({ extension }) => extension) : [],
          text,
        })),
      };
    case 'metrics':
      return {
        items: METRICS.map((metric) => ({ ...describe(metric), streams: streamsByDefault(metric) })),
      };
    case 'generators':
      return {
        items: [
          ...GENERATORS.map((generator) => ({ ...describe(generator), use: 'simulate, compare' })),
          ...families(),
          ...MODALITIES.map((modality) => ({
            ...describe(modality),
            params: [...SCAN_PARAMS, ...modality.params],
            use: 'synthesize --modality',
          })),
        ],
      };
  }
}

/** Every family once, with the instruments that can look at it. */
function families(): CatalogItem[] {
  const found = new Map<string, CatalogItem>();
  for (const modality of MODALITIES)
    for (const family of familiesOf(modality)) {
      const before = found.get(family.id);
      const modalities = [...((before?.['modalities'] as string[] | undefined) ?? []), modality.id];
      found.set(family.id, { ...describe(family), use: 'synthesize', modalities });
    }
  return [...found.values()];
}
