/**
 * What the dimensions of a DigitalMicrograph image are. The file numbers them and gives each a scale and a unit:
 * an energy makes a spectrum, and only a third axis that is a length makes a volume.
 */
import { METRES, parseLengthUnit } from '../../base/index.js';
import type { Axis, AxisName, SourceKind } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import type { DimensionCalibration, DmImage } from './images.js';

export interface DmAxes {
  /** slowest first */
  readonly axes: readonly Axis[];
  readonly kind: SourceKind;
  readonly spacing?: FileSpacing | undefined;
  readonly warnings: readonly string[];
}

const ENERGY = /^[kMm]?eV$/;
const TIME = /^(?:[mµμun]?s|sec|seconds?|min|minutes?|h|hours?|frames?|slices?)$/i;
const ANGLE = /^(?:°|deg|degs|degrees?)$/i;
const PIXELS = /^(?:|px|pix|pixels?|voxels?|channels?|ch)$/i;
/** reciprocal lengths, angles and everything else that is certainly no length */
const NO_LENGTH = /^1\/|\^?-1$|⁻¹|rad$|eV$|^k?Hz$/;

/** The position, fastest first, of the axis of energies. */
function energyAxis({ dimensions, calibrations, format }: DmImage): number | undefined {
  const byUnit = calibrations.findIndex(({ unit }) => ENERGY.test(unit));
  if (byUnit >= 0) return byUnit;
  if (!/^(?:1d )?spectrum/i.test(format)) return undefined;
  // channels lie along x in a picture of spectra, and behind x and y in a spectrum image
  return dimensions.length < 3 ? 0 : 2;
}

interface Named {
  /** fastest first */
  readonly names: readonly AxisName[];
  readonly kind: SourceKind;
  readonly warnings: readonly string[];
}

const SPECTRUM_NAMES: Readonly<Record<string, readonly AxisName[]>> = {
  '1:0': ['c'],
  '2:0': ['c', 'x'],
  '2:1': ['x', 'c'],
  '3:0': ['c', 'x', 'y'],
  '3:1': ['x', 'c', 't'],
  '3:2': ['x', 'y', 'c'],
};

const FOUR: readonly AxisName[] = ['x', 'y', 'c', 't'];
const FIVE: readonly AxisName[] = ['x', 'y', 'z', 'c', 't'];

function many(image: DmImage, energy: number | undefined): Named {
  const { length } = image.dimensions;
  const kind = energy === undefined ? 'series' : 'spectrum';
  const axes = length === 4 ? 't and c' : 't, c and z';
  const warning = `The image has ${length} dimensions, as a scan of diffraction patterns has; ${axes} stand for its outer dimensions.`;
  return { names: length === 4 ? FOUR : FIVE, kind, warnings: [warning] };
}

function thirdAxis(image: DmImage): Named {
  const unit = image.calibrations[2]?.unit ?? '';
  const series = (why: string): Named => ({
    names: ['x', 'y', 't'],
    kind: 'series',
    warnings: [`${why}, so the planes are a series and not a volume.`],
  });
  if (image.sequence) return series('The file calls itself a sequence');
  if (ANGLE.test(unit)) return { names: ['x', 'y', 't'], kind: 'projections', warnings: [] };
  if (TIME.test(unit)) return series(`The third axis is a time (${unit})`);
  if (parseLengthUnit(unit) !== undefined) return { names: ['x', 'y', 'z'], kind: 'volume', warnings: [] };
  return series(unit === '' ? 'The third axis has no unit' : `The unit of the third axis (${unit}) is no length`);
}

function named(image: DmImage): Named {
  const { dimensions } = image;
  const energy = energyAxis(image);
  if (dimensions.length > 3) return many(image, energy);
  const spectrum = energy === undefined ? undefined : SPECTRUM_NAMES[`${dimensions.length}:${energy}`];
  if (spectrum !== undefined) return { names: spectrum, kind: 'spectrum', warnings: [] };
  if (dimensions.length === 3) return thirdAxis(image);
  return { names: dimensions.length === 1 ? ['x'] : ['x', 'y'], kind: 'image', warnings: [] };
}

interface FoundSpacing {
  readonly spacing?: FileSpacing;
  readonly warnings: readonly string[];
}

/** Lengths of z, y, x where the axes have them; a missing axis takes the step of x. */
function spacingOf(steps: Readonly<Partial<Record<AxisName, DimensionCalibration>>>): FoundSpacing {
  const { z, y, x } = steps;
  const given = [z, y, x].filter((step) => step !== undefined);
  const [last] = given.slice(-1);
  if (last === undefined || given.every(({ scale, unit }) => PIXELS.test(unit) && (scale === 1 || scale === 0))) return { warnings: [] };
  const other = given.find(({ unit }) => NO_LENGTH.test(unit) || TIME.test(unit) || ANGLE.test(unit));
  if (other !== undefined)
    return { warnings: [`The axes are calibrated in ${other.unit}, which is no length, so there is no pixel size.`] };
  const unit = parseLengthUnit(last.unit);
  const units = given.map((step) => parseLengthUnit(step.unit));
  const source = 'DigitalMicrograph calibration';
  if (unit !== undefined && units.every((own) => own !== undefined)) {
    const inUnit = (step: DimensionCalibration | undefined): number => {
      const own = parseLengthUnit((step ?? last).unit) ?? unit;
      const { scale } = step ?? last;
      return own === unit ? scale : (scale * METRES[own]) / METRES[unit];
    };
    return { spacing: { value: [inUnit(z), inUnit(y), inUnit(x)], unit, source }, warnings: [] };
  }
  if (units.some((own) => own !== undefined))
    return { warnings: ['Only some of the axes are calibrated as lengths, so the pixel size is unknown.'] };
  const same = given.every((step) => step.unit === last.unit);
  return {
    spacing: {
      value: [(z ?? last).scale, (y ?? last).scale, (x ?? last).scale],
      unit: same && last.unit !== '' ? last.unit : null,
      source,
    },
    warnings: [],
  };
}

export function describeAxes(image: DmImage): DmAxes {
  const { names, kind, warnings } = named(image);
  const spatial = names.map((name, i) => [name, image.calibrations[i]] as const).filter(([name]) => 'zyx'.includes(name));
  const found = spacingOf(Object.fromEntries(spatial));
  const axes = names.map((name, i) => ({ name, size: image.dimensions[i] ?? 1 })).toReversed();
  return { axes, kind, spacing: found.spacing, warnings: [...warnings, ...found.warnings] };
}
