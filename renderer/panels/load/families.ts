/** The formats that this host reads, in the few words that people know them by. */

const IMAGES: readonly (readonly [words: string, ids: readonly string[]])[] = [
  ['TIFF', ['tiff']],
  ['PNG, JPEG or WebP slices', ['slices', 'picture']],
  ['MRC', ['mrc']],
  ['HDF5', ['hdf5']],
  ['OME-Zarr', ['ome-zarr', 'zarr']],
  ['DigitalMicrograph', ['dm']],
  ['SER', ['ser']],
  ['EMD', ['emd']],
  ['Zeiss TXRM', ['txrm']],
  ['DICOM', ['dicom']],
  ['NRRD', ['nrrd']],
  ['MetaImage', ['metaimage']],
  ['NIfTI', ['nifti']],
  ['AmiraMesh', ['amira']],
  ['VTK images', ['vtk', 'vti']],
  ['NumPy', ['npy', 'npz']],
  ['raw samples', ['raw']],
];

const STRUCTURES: readonly (readonly [words: string, ids: readonly string[]])[] = [
  ['LAMMPS', ['lammps-dump', 'lammps-data']],
  ['SPPARKS', ['spparks-dump']],
  ['XYZ', ['xyz']],
  ['CSV points', ['csv']],
  ['VASP', ['poscar', 'chgcar']],
  ['cube files', ['cube']],
  ['PySPH', ['pysph']],
  ['VTK meshes', ['vtu', 'vtp', 'vtr', 'vts', 'vtk-collection', 'vtk-legacy-mesh']],
  ['Exodus', ['exodus']],
];

function known(families: typeof IMAGES, ids: ReadonlySet<string>): string {
  return families
    .filter(([, members]) => members.some((id) => ids.has(id)))
    .map(([words]) => words)
    .join(', ');
}

/** "Images: TIFF, … . Simulations: LAMMPS, … ." Nothing that the host does not list. */
export function familiesText(formats: readonly { readonly id: string }[]): string {
  const ids = new Set(formats.map(({ id }) => id));
  const [images, structures] = [known(IMAGES, ids), known(STRUCTURES, ids)];
  return [images && `Images: ${images}.`, structures && `Simulations: ${structures}.`].filter(Boolean).join(' ');
}
