/** Velox: pictures lie under Data/Image/<id> as (y, x, frame), with a page of JSON for each frame. */
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { FileSpacing } from '../calibration.js';
import type { Described, Roles } from '../hdf5/source.js';

const PLACE = /^Data\/(Image|Spectrum)\/[^/]+\/Data$/;
const ANY_PLACE = /^Data\/(?:Image|Spectrum|SpectrumImage|SpectrumStream)\/[^/]+\//;
const MAX_METADATA = 4 * 1024 ** 2;

export function isVelox(datasets: readonly Hdf5Dataset[]): boolean {
  return datasets.some(({ path }) => ANY_PLACE.test(path));
}

/** Pictures before spectra; what is no plain number (Fourier transforms) comes last, to be refused when chosen. */
export function veloxDatasets(datasets: readonly Hdf5Dataset[]): readonly Hdf5Dataset[] {
  const rank = ({ path, type }: Hdf5Dataset): number => (PLACE.exec(path)?.[1] === 'Image' ? 0 : 1) + (type === 'compound' ? 2 : 0);
  return datasets.filter(({ path }) => PLACE.test(path)).toSorted((a, b) => rank(a) - rank(b));
}

interface Metadata {
  readonly BinaryResult?: {
    readonly PixelSize?: { readonly width?: unknown; readonly height?: unknown };
    readonly PixelUnitX?: unknown;
    readonly PixelUnitY?: unknown;
    readonly Detector?: unknown;
  };
}

/** The first column holds the text of the first frame, filled up with zeros. */
async function metadataOf(file: Hdf5File, dataset: Hdf5Dataset): Promise<Metadata> {
  const page = await file.dataset(dataset.path.replace(/Data$/, 'Metadata'));
  const rows = page?.shape[0] ?? 0;
  if (page === null || page.type !== 'uint8' || page.refusal !== null || page.shape.length !== 2 || rows < 2 || rows > MAX_METADATA)
    return {};
  const bytes = await file.read(page.path, [0, 0], [rows, 1]);
  const end = bytes.indexOf(0);
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function spacingOf({ BinaryResult: result }: Metadata): { readonly spacing?: FileSpacing; readonly warnings: readonly string[] } {
  const [x, y] = [Number(result?.PixelSize?.width), Number(result?.PixelSize?.height)];
  const unit = typeof result?.PixelUnitX === 'string' ? result.PixelUnitX : '';
  const other = typeof result?.PixelUnitY === 'string' ? result.PixelUnitY : unit;
  if (!(x > 0 && y > 0)) return { warnings: [] };
  if (unit === '' || unit !== other || unit.includes('/') || unit.includes('^'))
    return { warnings: [`The pixels of the file are measured in "${unit}", which is no length, so the pixel size is unknown.`] };
  return { spacing: { value: [x, y, x], unit, source: 'Velox PixelSize' }, warnings: [] };
}

export async function veloxTitle(file: Hdf5File, dataset: Hdf5Dataset): Promise<string> {
  const detector = (await metadataOf(file, dataset)).BinaryResult?.Detector;
  const shape = dataset.shape.join(' x ');
  return typeof detector === 'string' && detector !== '' ? `${detector.slice(0, 80)} (${shape})` : `${dataset.path} (${shape})`;
}

type Meaning = Pick<Described, 'roles' | 'kind' | 'spacing' | 'channels' | 'warnings'>;

export async function veloxMeaning(file: Hdf5File, dataset: Hdf5Dataset): Promise<Meaning | undefined> {
  const [first = 0, second = 0, frames = 1] = dataset.shape;
  if (PLACE.exec(dataset.path)?.[1] === 'Spectrum') {
    if (dataset.shape.length > 2 || first === 0) return undefined;
    const roles: Roles = dataset.shape.length === 1 ? ['c'] : ['c', second > 1 ? 't' : null];
    return { roles, kind: 'spectrum', warnings: [] };
  }
  if (dataset.shape.length !== 2 && dataset.shape.length !== 3) return undefined;
  const metadata = await metadataOf(file, dataset);
  const roles: Roles = dataset.shape.length === 2 ? ['y', 'x'] : ['y', 'x', frames > 1 ? 't' : null];
  const detector = metadata.BinaryResult?.Detector;
  const channels = typeof detector === 'string' && detector !== '' ? [{ name: detector.slice(0, 80) }] : undefined;
  return { roles, kind: frames > 1 ? 'series' : 'image', channels, ...spacingOf(metadata) };
}
