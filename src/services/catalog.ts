/** The lists: models, formats, metrics, generators. Each item is a record of its room, shown as it is. */
import type { CatalogItem } from '../contract/index.js';
import { FORMATS } from '../formats/index.js';
import { METRICS } from '../metrics/index.js';
import { listModels } from '../segmentation/index.js';
import { FAMILIES, GENERATORS } from '../simulate/index.js';
import type { ServiceHost } from './service-host.js';

/** A record as data: what it computes with stays here. */
function describe<R extends { readonly id: string; readonly title: string }>(record: R): CatalogItem {
  const { id, title } = record;
  return { ...Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value !== 'function')), id, title };
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
    const { id, name, version, description, license, sha256, classes, classToPhase, growthAxis, trainedOn, warnings } = model;
    return { id, title: name, version, description, license, sha256, classes, classToPhase, growthAxis, trainedOn, warnings };
  });
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
        items: FORMATS.map(({ id, title, extensions, reads, writes, kinds, notes }) => ({
          id,
          title,
          extensions,
          reads,
          writes,
          kinds,
          notes,
        })),
      };
    case 'metrics':
      return {
        items: METRICS.map(describe),
      };
    case 'generators':
      return {
        items: [
          ...GENERATORS.map((generator) => ({ ...describe(generator), use: 'simulate, compare' })),
          ...FAMILIES.map((family) => ({ ...describe(family), use: 'synthesize' })),
        ],
      };
  }
}
