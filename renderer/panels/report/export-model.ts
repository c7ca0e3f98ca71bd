/** What of a study can be written for other programs. */
import type { MeshFormat, StackFormat } from '../../../src/contract/index.js';

export type ExportWhat = 'image' | 'labels' | 'surface' | 'elements';

export interface ExportDraft {
  readonly what: ExportWhat;
  readonly stackFormat: StackFormat;
  readonly surfaceFormat: Exclude<MeshFormat, 'vtu'>;
  /** edge of the blocks that become one voxel of the mesh */
  readonly coarsen: number;
}

export const FIRST_EXPORT: ExportDraft = { what: 'image', stackFormat: 'tif', surfaceFormat: 'stl', coarsen: 1 };

export const WHAT_TITLES: Readonly<Record<ExportWhat, string>> = {
  image: 'Image, as prepared',
  labels: 'Labels, as edited now',
  surface: 'Surfaces of the classes',
  elements: 'Finite-element mesh of the classes',
};

export const STACK_FORMATS: readonly { readonly value: StackFormat; readonly label: string }[] = [
  { value: 'tif', label: 'TIFF (.tif)' },
  { value: 'ome.tif', label: 'OME-TIFF (.ome.tif)' },
  { value: 'zarr', label: 'OME-Zarr (.zarr folder)' },
  { value: 'nrrd', label: 'NRRD (.nrrd)' },
  { value: 'mrc', label: 'MRC (.mrc)' },
  { value: 'vti', label: 'VTK image (.vti)' },
  { value: 'npy', label: 'NumPy (.npy)' },
];

export const SURFACE_FORMATS: readonly { readonly value: Exclude<MeshFormat, 'vtu'>; readonly label: string }[] = [
  { value: 'stl', label: 'STL, one file for each class' },
  { value: 'ply', label: 'PLY' },
  { value: 'obj', label: 'OBJ' },
  { value: 'vtp', label: 'VTK surface (.vtp)' },
];

export function isMesh(what: ExportWhat): what is 'surface' | 'elements' {
  return what === 'surface' || what === 'elements';
}

/** More hexahedra than most solvers take, unless blocks are joined. */
export function coarsenNote(shape: readonly number[], coarsen: number): string {
  const size = shape.map((n) => Math.ceil(n / coarsen));
  return coarsen === 1 ? `Every voxel: ${size.join(' × ')}.` : `Blocks of ${coarsen} voxels by their commonest class: ${size.join(' × ')}.`;
}

/** Files of a finished export, without their folders. */
export function fileNames(paths: readonly string[]): readonly string[] {
  return paths.map((path) => path.split(/[\\/]/).at(-1) ?? path);
}
