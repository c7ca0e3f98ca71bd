/** Small NRRD, MetaImage and NIfTI files. */
import { joined } from '../file-fixture.js';

const values = Uint8Array.from({ length: 120 }, (_, i) => (i * 7) % 251);

export function buildNifti(magic: 'n+1' | 'ni1', data: Uint8Array): Uint8Array {
  const head = new Uint8Array(352);
  const view = new DataView(head.buffer);
  view.setInt32(0, 348, true);
  [3, 5, 4, 3, 1, 1, 1, 1].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  [1, 0.5, 1, 2].forEach((step, i) => view.setFloat32(76 + 4 * i, step, true));
  view.setFloat32(108, magic === 'n+1' ? 352 : 0, true);
  view.setFloat32(112, 2, true);
  head[123] = 3;
  head.set(new TextEncoder().encode(magic), 344);
  return joined(head, data);
}

export const NRRD_HEADER = 'NRRD0005\ntype: short\ndimension: 3\nsizes: 5 4 3\nendian: little\n';
export const META_HEADER = 'ObjectType = Image\nNDims = 3\nDimSize = 5 4 3\nElementType = MET_SHORT\nElementSpacing = 0.5 1 2\n';

interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly beside?: { readonly name: string; readonly bytes: Uint8Array };
}

const beside = (name: string): Required<Sample>['beside'] => ({ name, bytes: values });

export const NRRD_SAMPLES: readonly Sample[] = [
  { name: 'raw.nrrd', bytes: joined(`${NRRD_HEADER}spacings: 1 2 NaN\nencoding: raw\n\n`, values) },
  { name: 'hex.nrrd', bytes: joined(`${NRRD_HEADER}encoding: hex\n\n${Buffer.from(values).toString('hex')}\n`) },
  { name: 'apart.nhdr', bytes: joined(`${NRRD_HEADER}encoding: raw\ndata file: apart-nrrd.raw\n`), beside: beside('apart-nrrd.raw') },
];
export const META_SAMPLES: readonly Sample[] = [
  { name: 'local.mha', bytes: joined(`${META_HEADER}ElementDataFile = LOCAL\n`, values) },
  { name: 'apart.mhd', bytes: joined(`${META_HEADER}ElementDataFile = apart-meta.raw\n`), beside: beside('apart-meta.raw') },
];
export const NIFTI_SAMPLES: readonly Sample[] = [
  { name: 'one.nii', bytes: buildNifti('n+1', values) },
  { name: 'pair.hdr', bytes: buildNifti('ni1', new Uint8Array(0)), beside: beside('pair.img') },
];
