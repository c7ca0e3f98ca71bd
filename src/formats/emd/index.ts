/** EMD, two layouts of one name inside HDF5: that of Velox, and that of the Berkeley group. */
import { NotFoundError } from '../../base/index.js';
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { VolumeSource } from '../../volume/index.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { isHdf5, openHdf5, sniffHdf5, withHdf5 } from '../hdf5/library.js';
import { datasetSource } from '../hdf5/source.js';
import { unsupported } from '../limits.js';
import { berkeleyDatasets, berkeleyMeaning } from './berkeley.js';
import { isVelox, veloxDatasets, veloxMeaning, veloxTitle } from './velox.js';

async function confirm(host: FormatHost, path: string): Promise<boolean> {
  if (host.hdf5 === undefined || !(await isHdf5(host, path))) return false;
  return withHdf5(host, path, async (file) => isVelox(await file.datasets()) || (await berkeleyDatasets(file)).length > 0);
}

async function offered(file: Hdf5File, name: string): Promise<readonly Hdf5Dataset[]> {
  const datasets = await file.datasets();
  const found = isVelox(datasets) ? veloxDatasets(datasets) : await berkeleyDatasets(file);
  if (found.length === 0)
    throw unsupported(
      name,
      'this EMD file holds only spectrum images or streams of spectra, which are not read; export the pictures as TIFF.',
    );
  return found;
}

async function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  return withHdf5(host, path, async (file) => {
    const infos: DatasetInfo[] = [];
    const velox = isVelox(await file.datasets());
    for (const dataset of await offered(file, host.files.basename(path))) {
      const title = velox ? await veloxTitle(file, dataset) : `${dataset.path} (${dataset.shape.join(' x ')})`;
      infos.push({ id: dataset.path, title });
    }
    return infos;
  });
}

async function open(host: FormatHost, path: string, wanted?: string): Promise<VolumeSource> {
  const name = host.files.basename(path);
  const file = await openHdf5(host, path);
  try {
    const all = await offered(file, name);
    const dataset = wanted === undefined || wanted === '' ? all[0] : all.find((one) => one.path === wanted);
    if (dataset === undefined)
      throw new NotFoundError(`${name} holds no data set "${wanted ?? ''}"; choose one that is listed.`, { subject: path });
    const found = isVelox(await file.datasets()) ? await veloxMeaning(file, dataset) : await berkeleyMeaning(file, dataset, name);
    if (found === undefined) throw unsupported(name, `the data set "${dataset.path}" is no picture and no spectrum that is read here.`);
    const { size: fileBytes } = await host.files.stat(path);
    return datasetSource(file, { format: 'emd', path, name, dataset, id: dataset.path, fileBytes, ...found });
  } catch (error) {
    await file.close();
    throw error;
  }
}

export const EMD: VolumeFormat = {
  id: 'emd',
  title: 'EMD (Velox, Berkeley)',
  extensions: ['emd', 'h5'],
  kinds: ['image', 'series', 'volume', 'projections', 'spectrum'],
  text: {
    reads:
      'Velox: the pictures of every detector, whose frames are a series, and sums of spectra. Berkeley: every marked group of data with its axes; ' +
      'three axes are a volume where the first is a length, else a series or projections. Read in chunks, like all HDF5.',
    keeps: 'Pixel size: of Velox from PixelSize, of Berkeley from the vectors of coordinates and their units. The name of the detector.',
    loses: 'Refused: spectrum images and streams of spectra of Velox, complex numbers. Other metadata are not kept.',
  },
  sniff: (head, name) => sniffHdf5(head, name, 0.9),
  confirm,
  list,
  open,
};
