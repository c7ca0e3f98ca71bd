/** Writing what other programs open: image and label stacks, surfaces and finite-element meshes of phases, with their true scale. */
import * as v from 'valibot';
import { job } from './define.js';
import { fileRef, progress, spacing, stackChoice, studyId, voxelSize } from './words.js';

const ids = v.pipe(v.array(v.string()), v.minLength(1));
const blocks = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64));

export const stackFormat = v.picklist(['tif', 'ome.tif', 'zarr', 'nrrd', 'npy', 'mrc', 'vti']);
export const meshFormat = v.picklist(['stl', 'ply', 'obj', 'vtp', 'vtu']);

/** What was written of a stack. */
export const convertedDocument = v.object({
  output: v.string(),
  /** as `stack.info` names it */
  format: v.string(),
  input: v.object({ path: v.string(), dataset: v.optional(v.string()), sha256: v.optional(v.string()) }),
  shape: v.array(v.number()),
  dtype: v.string(),
  spacing: v.nullable(spacing),
  warnings: v.array(v.string()),
  seconds: v.number(),
});

const meshedPhase = v.object({
  id: v.number(),
  name: v.string(),
  /** after coarsening */
  voxels: v.number(),
  /** surfaces: vertices and triangles; finite elements: the hexahedra of the phase */
  vertices: v.optional(v.number()),
  triangles: v.optional(v.number()),
  cells: v.optional(v.number()),
  /** in the cube and the square of `unit` */
  volume: v.number(),
  area: v.optional(v.number()),
  /** edges and vertices where the body touches itself, so that more than two triangles meet */
  contacts: v.optional(v.object({ edges: v.number(), vertices: v.number() })),
});

/** What was written of phases: surfaces (stl, ply, obj, vtp) or hexahedra (vtu). */
export const meshDocument = v.object({
  output: v.string(),
  /** one file, or one for each phase where a file holds one surface only (stl) */
  files: v.array(v.object({ path: v.string(), bytes: v.number(), phase: v.nullable(v.string()) })),
  format: meshFormat,
  input: v.object({ path: v.string(), sha256: v.optional(v.string()) }),
  /** of the labels that were meshed: after coarsening */
  shape: v.array(v.number()),
  spacing: v.nullable(spacing),
  /** of the coordinates; "voxel" where the voxel size is unknown */
  unit: v.string(),
  phases: v.array(meshedPhase),
  warnings: v.array(v.string()),
  seconds: v.number(),
});

/** What was written for a study, ready to be shown: `ref` reads the file or folder. */
const exported = { ref: fileRef, name: v.string() };

export const exportMethods = {
  /** surfaces or finite elements of a label file; the ending of `output` decides */
  'mesh.file': job(
    v.object({
      labels: fileRef,
      ...stackChoice,
      output: fileRef,
      /** names or ids; default: every phase of the file but `unassigned` */
      phases: v.optional(ids),
      map: v.optional(v.string()),
      voxel: v.optional(voxelSize),
      /** edge of the blocks that become one voxel each, by their commonest label */
      coarsen: v.optional(blocks),
    }),
    progress,
    meshDocument,
  ),
  /**
   * the prepared image, or the labels as they are edited now, of an open study; `output` is the file, or a folder to write
   * into under a name of its own; default: the folder `exports` of the study
   */
  'export.stack': job(
    v.object({ study: studyId, what: v.picklist(['image', 'labels']), format: stackFormat, output: v.optional(fileRef) }),
    progress,
    v.object({ ...exported, ...convertedDocument.entries }),
  ),
  /** surfaces or finite elements of the labels as they are edited now; `output` as for a stack */
  'export.mesh': job(
    v.object({
      study: studyId,
      format: meshFormat,
      phases: v.optional(ids),
      coarsen: v.optional(blocks),
      output: v.optional(fileRef),
    }),
    progress,
    v.object({ ...exported, ...meshDocument.entries }),
  ),
};

export type ConvertedDocument = v.InferOutput<typeof convertedDocument>;
export type MeshDocument = v.InferOutput<typeof meshDocument>;
export type MeshFormat = v.InferOutput<typeof meshFormat>;
export type StackFormat = v.InferOutput<typeof stackFormat>;
