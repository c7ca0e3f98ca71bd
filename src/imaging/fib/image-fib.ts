/** A virtual stack of a focused-ion-beam microscope from a label volume. */
import { checkAborted } from '../../base/index.js';
import type { Rng, RunOptions } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import { storeGrey } from '../intensity.js';
import type { Intensity } from '../intensity.js';
import { paintLevels } from './brightness.js';
import { addCharging } from './charging.js';
import { lithiumContrast, lithiumNoise } from './contrast.js';
import type { LithiumContrast } from './contrast.js';
import { addCurtains } from './curtaining.js';
import { blurProbe, countElectrons, smooth, withNoise } from './detector.js';
import type { Detector } from './detector.js';
import type { FibParameters } from './draw.js';
import { driftPath, shiftFractions } from './drift.js';
import { addEdgeEffect } from './edge-effect.js';
import { expose, mirrorRows } from './expose.js';
import type { Exposed } from './expose.js';
import { pixelAspect } from './foreshortening.js';
import { addGrains } from './grains.js';
import { windowOf } from './grey-window.js';
import { shinePoreBacks } from './pore-back.js';
import { addRedeposition } from './redeposition.js';
import { addScanLines } from './scan-lines.js';
import { addShadow } from './shadowing.js';
import { meanThickness, planePositions } from './slicing.js';
import { addSubsurface } from './subsurface.js';
import { addTexture } from './texture.js';

export interface FibImage {
  readonly stored: Uint16Array<ArrayBuffer>;
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  /** steps between slices, rows and columns of the picture, in voxels of the sample */
  readonly steps: readonly [number, number, number];
  readonly intensity: Intensity;
  /** with the noise as it was scaled */
  readonly detector: Detector;
  readonly contrast: LithiumContrast | null;
  /** as realised; null without lithium or noise */
  readonly cnr: number | null;
}

export function imageFib(labels: Uint8Array, shape: Shape3, params: FibParameters, rng: Rng, options: RunOptions = {}): FibImage {
  const planes = planePositions(shape[0], params.slicing, rng.fork('slicing'));
  const thickness = meanThickness(planes, params.slicing);
  const path = driftPath(planes.length, params.drift, rng.fork('drift'));
  const aspect = pixelAspect(params.foreshortening);
  const sample = expose({ labels, shape, planes, path, aspect, fromTop: params.fromTop });
  checkAborted(options.signal);

  const image = formSignal(sample, thickness, params, rng);
  shiftFractions(image, sample.shape, path);
  checkAborted(options.signal);
  if (params.detector.on) blurProbe(image, sample.shape, params.detector);
  if (params.scanLines.on) addScanLines(image, sample.shape, params.scanLines, rng.fork('scan-lines'));
  const noise = addNoise(image, sample, params, rng.fork('noise'));

  const intensity = windowOf(image, params.window);
  const stored = storeGrey(image, intensity);
  const [nz, ny, nx] = sample.shape;
  const upright = params.fromTop;
  return {
    ...noise,
    stored: upright ? mirrorRows(stored, nz, ny, nx) : stored,
    labels: upright ? mirrorRows(sample.labels, nz, ny, nx) : sample.labels,
    shape: sample.shape,
    steps: [thickness, 1, aspect],
    intensity,
  };
}

/** What a perfect probe and detector would see. */
export function formSignal(sample: Exposed, thickness: number, params: FibParameters, rng: Rng): Float32Array {
  const { labels, shape } = sample;
  const { levels } = params;
  const image = paintLevels(labels, levels);
  if (params.texture.on) addTexture(image, labels, shape, thickness, params.texture, rng.fork('texture'));
  if (params.grains.on) addGrains(image, labels, shape, thickness, params.grains, rng.fork('grains'));
  if (params.subsurface.on) addSubsurface(image, sample, levels, params.subsurface);
  if (params.poreBack.on) shinePoreBacks(image, sample, levels, params.poreBack);
  if (params.redeposition.on) addRedeposition(image, labels, shape, params.redeposition, rng.fork('redeposition'));
  if (params.edgeEffect.on) addEdgeEffect(image, labels, shape, params.edgeEffect);
  if (params.charging.on) addCharging(image, labels, shape, params.charging, rng.fork('charging'));
  if (params.curtaining.on) addCurtains(image, labels, shape, params.curtaining, rng.fork('curtaining'));
  if (params.shadowing.on) addShadow(image, shape, params.shadowing);
  return image;
}

function addNoise(image: Float32Array, sample: Exposed, params: FibParameters, rng: Rng): Pick<FibImage, 'detector' | 'contrast' | 'cnr'> {
  const contrast = lithiumContrast(image, sample.labels);
  if (!params.detector.on) return { detector: params.detector, contrast, cnr: null };
  const detector = chooseNoise(params.detector, contrast);
  const clean = image.slice();
  countElectrons(image, detector, rng);
  if (detector.smoothing > 0) {
    smooth(image, sample.shape, detector);
    smooth(clean, sample.shape, detector);
  }
  const noise = lithiumNoise(image, clean, sample.labels);
  const difference = contrast === null ? 0 : Math.abs(contrast.lithium - contrast.surrounding);
  return { detector, contrast, cnr: contrast === null || noise === 0 ? null : difference / noise };
}

function chooseNoise(drawn: Detector, contrast: LithiumContrast | null): Detector {
  if (contrast === null || drawn.cnr === 0) return drawn;
  const difference = Math.max(0.01, Math.abs(contrast.lithium - contrast.surrounding));
  return withNoise(drawn, contrast.lithium, difference / drawn.cnr);
}
