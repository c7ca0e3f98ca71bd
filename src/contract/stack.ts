/** Looking at files before anything is opened: the `info` document of the command line. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { convertedDocument } from './export.js';
import { errorEntry, fileRef, progress, spacing, stackChoice, voxelSize } from './words.js';

/** One data set of one path. Paths are shown, never sent back to be opened. */
export const infoEntry = v.union([
  v.object({ path: v.string(), error: errorEntry }),
  v.object({
    path: v.string(),
    format: v.string(),
    kind: v.picklist(['volume', 'series', 'projections', 'image', 'particles', 'mesh', 'spectrum']),
    dataset: v.optional(v.string()),
    axes: v.optional(v.string()),
    shape: v.optional(v.array(v.number())),
    dtype: v.optional(v.string()),
    points: v.optional(v.number()),
    /** particles and meshes: snapshots of the run, values on points and cells, and the length of the unit where the file says */
    frames: v.optional(v.number()),
    fields: v.optional(v.array(v.string())),
    unit: v.optional(v.nullable(v.object({ metres: v.number(), source: v.string() }))),
    spacing: v.nullable(spacing),
    channels: v.optional(v.array(v.object({ name: v.string() }))),
    sha256: v.nullable(v.string()),
    warnings: v.array(v.string()),
  }),
]);

export const infoDocument = v.object({ volumes: v.array(infoEntry) });

const entry = v.object({ ref: fileRef, name: v.string(), kind: v.picklist(['file', 'folder']), size: v.number(), modifiedMs: v.number() });

export const stackMethods = {
  /** one entry for each data set of each handle; with `together` all handles are the slices of one stack */
  'stack.info': job(
    v.object({ files: v.pipe(v.array(fileRef), v.minLength(1)), hash: v.boolean(), together: v.optional(v.boolean()) }),
    progress,
    infoDocument,
  ),
  /** a stack in another format, which the ending of `output` decides */
  'stack.convert': job(
    v.object({
      stack: v.pipe(v.array(fileRef), v.minLength(1)),
      ...stackChoice,
      output: fileRef,
      voxel: v.optional(voxelSize),
      /** translates label values to phases */
      map: v.optional(v.string()),
      /** the values are labels, so that smaller copies (OME-Zarr) take the commonest value instead of the mean */
      labels: v.optional(v.boolean()),
    }),
    progress,
    convertedDocument,
  ),
  /** folders that the host was allowed to show */
  'files.roots': call(v.object({}), v.object({ roots: v.array(entry) })),
  'files.list': call(v.object({ ref: fileRef }), v.object({ path: v.string(), parent: v.nullable(fileRef), entries: v.array(entry) })),
  /** the operating system's dialogs; only where `app.hello` says so */
  'host.pick': call(
    v.object({ what: v.picklist(['stack', 'folder', 'study', 'labels', 'model']) }),
    v.object({ files: v.array(v.object({ ref: fileRef, name: v.string() })) }),
  ),
  'host.pickFolderToSave': call(
    v.object({ name: v.string() }),
    v.object({ folder: v.nullable(v.object({ ref: fileRef, name: v.string() })) }),
  ),
};

export type InfoEntry = v.InferOutput<typeof infoEntry>;
export type InfoDocument = v.InferOutput<typeof infoDocument>;
export type FolderEntry = v.InferOutput<typeof entry>;
