/**
 * HDF5 of any layout: every data set of numbers that can be a picture or a volume is offered, the one that the file
 * itself puts first (NeXus), the Data Exchange data or the largest volume at the head of the list.
 */
import { NotFoundError } from '../../base/index.js';
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { SourceKind, VolumeSource } from '../../volume/index.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { unsupported } from '../limits.js';
import { kindOf } from '../source-info.js';
import { isHdf5, openHdf5, sniffHdf5, withHdf5 } from './library.js';
import { defaultSignal, hasAngles, nexusAxes, parentOf, pixelSize } from './nexus.js';
import { attributeLabels, isAngle, rolesByCount, rolesFromLabels } from './roles.js';
import { datasetSource, readNumbers, storedType } from './source.js';
import type { Roles } from './source.js';
import { attributeSpacing } from './spacing.js';
import type { FoundSpacing } from './spacing.js';

const EXCHANGE = /(?:^|\/)exchange\d*\/data$/;

function longAxes({ shape }: Hdf5Dataset): number {
  return shape.filter((n) => n > 1).length;
}

function voxels({ shape }: Hdf5Dataset): number {
  return shape.reduce((all, n) => all * n, 1);
}

function isNumeric(dataset: Hdf5Dataset): boolean {
  return storedType(dataset) !== undefined && voxels(dataset) > 0;
}

/** What can be opened, the default first. */
async function candidates(file: Hdf5File, name: string): Promise<readonly Hdf5Dataset[]> {
  const all = await file.datasets();
  const numeric = all.filter(isNumeric);
  const pictures = numeric.filter((dataset) => longAxes(dataset) >= 2);
  const offered = pictures.length > 0 ? pictures : numeric;
  if (offered.length === 0) {
    const lost = all.find(({ refusal }) => refusal !== null);
    const why = lost === undefined ? '' : ` ("${lost.path}": ${lost.refusal ?? ''})`;
    throw unsupported(name, `this HDF5 file holds no data set of numbers${why}; export the image data as a TIFF stack or MRC.`);
  }
  const signal = await defaultSignal(file);
  const largest = (a: Hdf5Dataset, b: Hdf5Dataset): number =>
    Number(longAxes(b) === 3) - Number(longAxes(a) === 3) || voxels(b) - voxels(a);
  const first =
    offered.find((dataset) => dataset.path === signal?.path) ??
    offered.find(({ path, aliases }) => [path, ...aliases].some((one) => EXCHANGE.test(one))) ??
    offered.toSorted(largest)[0];
  return first === undefined ? offered : [first, ...offered.filter((dataset) => dataset !== first)];
}

interface Meaning {
  readonly roles: Roles;
  readonly kind?: SourceKind | undefined;
  readonly found?: FoundSpacing | undefined;
  readonly warnings: readonly string[];
}

/** Projections lie one behind the other, and not in space. */
function asSeries(roles: Roles): Roles {
  return roles.includes('t') ? roles : roles.map((role) => (role === 'z' ? 't' : role));
}

/** DREAM3D keeps the spacing, x first, beside its cell data. */
async function dream3d(file: Hdf5File, dataset: Hdf5Dataset, roles: Roles): Promise<FoundSpacing | undefined> {
  const spacing = await file.dataset(`${parentOf(parentOf(dataset.path))}/_SIMPL_GEOMETRY/SPACING`);
  const values = spacing === null ? undefined : await readNumbers(file, spacing, 3);
  if (values?.length !== 3 || !roles.includes('z')) return undefined;
  const [x = 0, y = 0, z = 0] = values.map((value) => Number(value.toPrecision(6)));
  return { spacing: { value: [z, y, x], unit: null, source: 'DREAM3D SPACING' }, warnings: [] };
}

async function meaning(file: Hdf5File, dataset: Hdf5Dataset, name: string): Promise<Meaning> {
  const attributes = await file.attributes(dataset.path);
  const labels = attributeLabels(attributes);
  const byCount = rolesByCount(dataset, name);
  const nexus = await nexusAxes(file, dataset, byCount);
  const named = rolesFromLabels(labels, dataset.shape) ?? nexus.roles ?? byCount;
  const isExchange = [dataset.path, ...dataset.aliases].some((path) => EXCHANGE.test(path));
  const fields = isExchange ? await exchangeFields(file, dataset) : [];
  const says = labels?.[0]?.toLowerCase();
  const projections =
    dataset.shape.length === 3 &&
    says !== 'z' &&
    (isAngle(says ?? '') || nexus.angles || fields.length > 0 || (await hasAngles(file, dataset)));
  const roles = projections ? asSeries(named) : named;
  const warnings: string[] = [];
  if (isExchange && !projections && roles.includes('z') && says !== 'z')
    warnings.push('The file does not say whether exchange/data holds projections or a reconstruction; it is taken as a volume.');
  const ownAttributes = attributeSpacing(attributes, roles) ?? attributeSpacing(await file.attributes(parentOf(dataset.path)), roles);
  const others = [ownAttributes, nexus.found, await dream3d(file, dataset, roles), await pixelSize(file, dataset, roles)];
  const known = others.filter((one) => one?.spacing !== undefined);
  const found = known[0] ?? others.find((one) => one !== undefined);
  const [one, other] = [known[0]?.spacing, known[1]?.spacing];
  if (
    one !== undefined &&
    other !== undefined &&
    one.unit === other.unit &&
    one.value.some((v, i) => Math.abs(v / (other.value[i] ?? v) - 1) > 0.01)
  )
    warnings.push(
      `The file gives two voxel sizes: ${one.value.join(' x ')} (${one.source}, used) and ${other.value.join(' x ')} (${other.source}).`,
    );
  return { roles, kind: projections ? 'projections' : undefined, found, warnings: [...warnings, ...(found?.warnings ?? [])] };
}

/** Fields beside Data Exchange data that only projections have. */
async function exchangeFields(file: Hdf5File, dataset: Hdf5Dataset): Promise<readonly string[]> {
  const present: string[] = [];
  for (const field of ['theta', 'data_white', 'data_dark'])
    for (const path of [dataset.path, ...dataset.aliases])
      if ((await file.dataset(`${parentOf(path)}/${field}`)) !== null) present.push(field);
  return present;
}

async function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  return withHdf5(host, path, async (file) =>
    (await candidates(file, host.files.basename(path))).map((dataset) => ({
      id: dataset.path,
      title: `${dataset.path} (${dataset.shape.join(' x ')}, ${dataset.type})`,
    })),
  );
}

async function open(host: FormatHost, path: string, wanted?: string): Promise<VolumeSource> {
  const name = host.files.basename(path);
  const file = await openHdf5(host, path);
  try {
    const known = wanted === undefined || wanted === '' ? (await candidates(file, name))[0] : undefined;
    if (known === undefined) await file.datasets();
    const dataset = known ?? (await file.dataset(wanted ?? ''));
    if (dataset === null || dataset === undefined)
      throw new NotFoundError(`${name} holds no data set "${wanted ?? ''}"; choose one that is listed.`, { subject: path });
    const { size: fileBytes } = await host.files.stat(path);
    const { roles, kind, found, warnings } = await meaning(file, dataset, name);
    const axes = roles.flatMap((role, i) => (role === null ? [] : [{ name: role, size: dataset.shape[i] ?? 1 }]));
    const spectrum = axes.every((axis) => axis.name === 'c' || axis.name === 't') ? 'spectrum' : kindOf(axes);
    return datasetSource(file, {
      format: 'hdf5',
      path,
      name,
      dataset,
      id: dataset.path,
      roles,
      kind: kind ?? spectrum,
      spacing: found?.spacing,
      warnings,
      fileBytes,
    });
  } catch (error) {
    await file.close();
    throw error;
  }
}

export const HDF5: VolumeFormat = {
  id: 'hdf5',
  title: 'HDF5 and NeXus',
  extensions: ['h5', 'hdf5', 'nxs', 'hdf', 'he5', 'dream3d'],
  kinds: ['volume', 'projections', 'series', 'image', 'spectrum'],
  text: {
    reads:
      'Every data set of numbers with two axes or more is a data set here, the default of the file (NeXus), exchange/data or the largest volume first. ' +
      'Booleans, integers, float16 to float64, either byte order; contiguous or in chunks, of which only those wanted are decoded; ' +
      'gzip, shuffle, SZIP, N-bit, scale-offset, LZF, LZ4, Blosc, Blosc2, bitshuffle, Zstandard, bzip2 and ZFP. ' +
      'Links and virtual data sets are followed inside the folder of the file.',
    keeps:
      'Axes from NXdata, axis tags or dimension labels; voxel size from the coordinates of NXdata axes, x_pixel_size, element_size_um, ' +
      'voxel_size and similar attributes, or DREAM3D. Raw images with rotation angles or dark and white fields are projections.',
    loses:
      'Axes without labels count as (y, x), (z, y, x), (t, z, y, x). Refused: compounds, complex numbers, other compression, ' +
      'links that leave the folder, more than 100,000 objects, chunks above 512 MiB. 64-bit integers beyond 2^53 are refused.',
  },
  sniff: (head, name) => sniffHdf5(head, name, 0.5),
  confirm: isHdf5,
  list,
  open,
};
