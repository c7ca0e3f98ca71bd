/** The installed model that suits a stack, and why. */
import type { ModelSuggestion } from '../contract/index.js';
import { readSidecar } from '../formats/index.js';
import { listModels, suggestModel } from '../segmentation/index.js';
import { spatialShape, voxelCount } from '../volume/index.js';
import type { SourceKind } from '../volume/index.js';
import { modelCache } from './catalog.js';
import type { ServiceHost } from './service-host.js';
import type { Session } from './session/session.js';
import { calibrationOf } from './volumes/shown-spacing.js';

export async function suggestForStudy(host: ServiceHost, session: Session): Promise<ModelSuggestion> {
  const { document } = session.folder;
  const [first] = document.inputs;
  const sidecar = first === undefined ? undefined : await readSidecar(host.formats, first.path).catch(() => undefined);
  const { voxel } = document.setup;
  const spacing = voxel === null ? null : (session.image.reader.spacing ?? calibrationOf(voxel).spacing);
  return suggestFor(host, {
    kind: session.source.info.kind,
    depth: spatialShape(session.source.info)[0],
    voxels: voxelCount(session.image.reader.shape),
    voxelNm: spacing === null ? null : spacing.map((metres) => metres * 1e9),
    modality: sidecar?.modality ?? null,
  });
}

export interface StackFacts {
  readonly kind: SourceKind;
  readonly depth: number;
  readonly voxels: number;
  readonly voxelNm: readonly number[] | null;
  readonly modality: string | null;
}

export async function suggestFor(host: ServiceHost, stack: StackFacts): Promise<ModelSuggestion> {
  const { files, codecs } = host.ports;
  const listed = await listModels(files, codecs, host.options.modelsFolder, { unpackTo: modelCache(host) });
  const models = listed.flatMap(({ package: model }) =>
    model === null
      ? []
      : [
          {
            id: model.id,
            modality: model.modality,
            deep: model.sliceOffsets.length > 1 || model.input.order.includes('z'),
            voxelNm: model.trainedOn?.voxel_nm ?? null,
            light: model.id.endsWith('-fast'),
          },
        ],
  );
  const flat = stack.kind === 'image' || stack.depth === 1;
  const { model, modality, reason } = suggestModel({ ...stack, flat }, models);
  const named = modality === 'xct' || modality === 'fib' || modality === 'cryo' ? modality : null;
  return { model, modality: named, reason };
}
