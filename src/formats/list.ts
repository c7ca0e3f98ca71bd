/** Every format, in the order of documentation. A new one is a record and a line here. */
import { AMIRA } from './amira/index.js';
import { DICOM } from './dicom/index.js';
import { DM } from './dm/index.js';
import { EMD } from './emd/index.js';
import type { FormatRecord } from './format.js';
import { HDF5 } from './hdf5/index.js';
import { METAIMAGE } from './metaimage.js';
import { EXODUS } from './meshes/exodus.js';
import { VTK_COLLECTION } from './meshes/vtk-collection.js';
import { VTK_LEGACY_MESH } from './meshes/vtk-legacy-mesh.js';
import { VTP, VTR, VTS, VTU } from './meshes/vtk-xml-mesh.js';
import { MRC } from './mrc/index.js';
import { NIFTI } from './nifti.js';
import { NPY, NPZ } from './numpy/index.js';
import { NRRD } from './nrrd.js';
import { OME_ZARR, ZARR } from './ome-zarr/index.js';
import { CHGCAR } from './particles/chgcar.js';
import { CSV } from './particles/csv.js';
import { CUBE } from './particles/cube.js';
import { LAMMPS_DATA } from './particles/lammps-data.js';
import { LAMMPS_DUMP } from './particles/lammps-dump.js';
import { POSCAR } from './particles/poscar.js';
import { PYSPH } from './particles/pysph.js';
import { SPPARKS_DUMP } from './particles/spparks-dump.js';
import { XYZ } from './particles/xyz.js';
import { PICTURE } from './pictures/index.js';
import { RAW } from './raw/index.js';
import { SER } from './ser/index.js';
import { SLICES } from './slices/index.js';
import { TIFF } from './tiff/index.js';
import { TXRM } from './txrm/index.js';
import { VTI } from './vtk/vti.js';
import { VTK_LEGACY } from './vtk/vtk-legacy.js';

export const FORMATS: readonly FormatRecord[] = [
  // before TIFF, since its preamble may hold a TIFF header, too
  DICOM,
  TIFF,
  SLICES,
  PICTURE,
  MRC,
  NRRD,
  METAIMAGE,
  NIFTI,
  AMIRA,
  VTK_LEGACY,
  VTI,
  SER,
  DM,
  TXRM,
  EMD,
  HDF5,
  OME_ZARR,
  ZARR,
  NPY,
  NPZ,
  RAW,
  LAMMPS_DUMP,
  SPPARKS_DUMP,
  LAMMPS_DATA,
  XYZ,
  CSV,
  PYSPH,
  POSCAR,
  CHGCAR,
  CUBE,
  VTU,
  VTP,
  VTR,
  VTS,
  VTK_COLLECTION,
  VTK_LEGACY_MESH,
  EXODUS,
];
