/** What training, preview and application share: grey scale, surroundings, the network, and how the volume is cut. */
import type { Codecs, ModelSession, Workers } from '../../ports/index.js';
import { pixelFeatureNames } from '../../kernels/index.js';
import { spatialShape, type Face, type Shape3, type VolumeSource } from '../../volume/index.js';
import { percentileInverted, type Distribution } from '../distribution.js';
import type { ModelPackage } from '../model-package.js';
import type { NetworkUnits } from '../network-unit.js';
import { planesOf, planNormalisation } from '../tile-input.js';
import { planTiles, TILE_LIMITS, type TileLimits, type TilePlan, type TileUnit } from '../tiling.js';
import { orientView, type View } from '../view.js';
import { scanVolume, storedToReal } from '../volume-scan.js';
import { planesAround, readSurroundings, type Surroundings } from './surroundings.js';

export interface ScribbleImage {
  readonly source: VolumeSource;
  /** null: filters alone */
  readonly network: { readonly model: ModelPackage; readonly session: ModelSession } | null;
  /** the first one gives the direction of growth */
  readonly collectors: readonly Face[];
  readonly workers: Workers;
  readonly codecs: Codecs;
  /** of exactly the voxels that `source` gives; computed on the way when absent */
  readonly inputSha256?: string | undefined;
  readonly limits?: TileLimits;
  /** bytes of image data held at once */
  readonly slabBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onSlice?: ((done: number, total: number) => void) | undefined;
}

export interface ScribbleSetup {
  readonly image: ScribbleImage;
  readonly shape: Shape3;
  readonly sha256: string;
  readonly volume: Distribution;
  readonly view: View;
  readonly plan: TilePlan;
  readonly surroundings: Surroundings;
  readonly units: NetworkUnits | null;
  /** of the network; 0 without one */
  readonly channels: number;
  readonly features: readonly string[];
  /** view planes that a unit needs */
  readonly planes: (unit: TileUnit) => { readonly start: number; readonly end: number };
  readonly slabBytes: number;
}

export const SLAB_BYTES = 2 ** 27;
/** without a network: voxels along z, and along y and x */
const BLOCK = [16, 192] as const;

export async function prepareScribbles(image: ScribbleImage): Promise<ScribbleSetup> {
  const { source, network, signal } = image;
  const shape = spatialShape(source.info);
  const slabBytes = image.slabBytes ?? SLAB_BYTES;
  const { volume, sha256 } = await scanVolume({
    source, shape, codecs: image.codecs, inputSha256: image.inputSha256, slabBytes: slabBytes / 4, signal,
    onSlice: (done, total) => image.onSlice?.(done, 2 * total),
  }); // prettier-ignore
  const view = orientView(shape, image.collectors[0] ?? null, network?.model.growthAxis ?? null);
  const surroundings = await readSurroundings(source, view, volume, image.workers, slabBytes / 4, signal);
  image.onSlice?.(2 * shape[0], 2 * shape[0]);
  const plan = network === null ? planBlocks(view.shape) : planTiles(network.model, view.shape, image.limits ?? TILE_LIMITS);
  const units = network === null ? null : networkUnits(image, network, view, plan, volume);
  const channels = network === null ? 0 : await channelCount(network);
  return {
    image, shape, sha256, volume, view, plan, surroundings, units, channels, slabBytes,
    features: pixelFeatureNames(view.shape[0] === 1, channels),
    planes: (unit) => {
      const around = planesAround(view, unit.start[0], unit.end[0]);
      if (network === null) return around;
      const seen = planesOf(unit, network.model, plan, view.shape[0]);
      return { start: Math.min(around.start, seen.start), end: Math.max(around.end, seen.end) };
    },
  }; // prettier-ignore
}

function networkUnits(
  { source, signal }: ScribbleImage,
  { model, session }: NonNullable<ScribbleImage['network']>,
  view: View,
  plan: TilePlan,
  volume: Distribution,
): NetworkUnits {
  const operations = [...storedToReal(source), ...model.preprocessing];
  const normalisation = planNormalisation(operations, volume, model.input.order.includes('z'), percentileInverted(volume, 50));
  return { view, plan, model, session, normalisation, prior: null, mirror: false, signal };
}

/** Channels of the scores, and of the features where the graph says how many; 16 is what the bundled packages have. */
async function channelCount({ model, session }: NonNullable<ScribbleImage['network']>): Promise<number> {
  const { features } = model.outputs;
  const described = features === null ? 0 : session.outputs[features]?.dims[model.output.order.indexOf('channel')];
  return model.output.channels.length + (typeof described === 'number' ? described : 16);
}

/** The volume cut into blocks of one size. */
function planBlocks(shape: Shape3): TilePlan {
  const edges = shape.map((n, axis) => Math.min(n, n > 1 && axis === 0 ? BLOCK[0] : BLOCK[1])) as unknown as Shape3;
  const units: TileUnit[] = [];
  for (let z = 0; z < shape[0]; z += edges[0])
    for (let y = 0; y < shape[1]; y += edges[1])
      for (let x = 0; x < shape[2]; x += edges[2])
        units.push({
          start: [z, y, x],
          end: [Math.min(shape[0], z + edges[0]), Math.min(shape[1], y + edges[1]), Math.min(shape[2], x + edges[2])],
          origin: [z, y, x],
        });
  return { tile: edges, depth: edges[0], units };
}
