/** Small sound files of every format, to be damaged. A new format brings a file of samples and a line here. */
import { ARRAY_SAMPLES } from '../array-samples.js';
import { BMP_SAMPLES } from './bmp.js';
import { DICOM_SAMPLES } from './dicom.js';
import { DM_SAMPLES } from './dm.js';
import { HDF5_SAMPLES, PYSPH_SAMPLES } from './hdf5.js';
import { META_SAMPLES, NIFTI_SAMPLES, NRRD_SAMPLES } from './headers.js';
import { MESH_SAMPLES, OTHER_MESH_SAMPLES } from './meshes.js';
import { MRC_SAMPLES } from './mrc.js';
import { PARTICLE_SAMPLES } from './particles.js';
import { PICTURE_SAMPLES } from './picture.js';
import { RAW_SAMPLES } from './raw.js';
import { SER_SAMPLES } from './ser.js';
import { TIFF_SAMPLES } from './tiff.js';
import { TXRM_SAMPLES } from './txrm.js';
import { ZARR_SAMPLES } from './zarr.js';

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** a companion that has to lie beside the file; its name is kept */
  readonly beside?: { readonly name: string; readonly bytes: Uint8Array };
}

export const SAMPLES: readonly Sample[] = [
  ...ARRAY_SAMPLES,
  ...BMP_SAMPLES,
  ...DICOM_SAMPLES,
  ...DM_SAMPLES,
  ...HDF5_SAMPLES,
  ...PYSPH_SAMPLES,
  ...META_SAMPLES,
  ...NIFTI_SAMPLES,
  ...NRRD_SAMPLES,
  ...MESH_SAMPLES,
  ...OTHER_MESH_SAMPLES,
  ...MRC_SAMPLES,
  ...PARTICLE_SAMPLES,
  ...PICTURE_SAMPLES,
  ...RAW_SAMPLES,
  ...SER_SAMPLES,
  ...TIFF_SAMPLES,
  ...TXRM_SAMPLES,
  ...ZARR_SAMPLES,
];
