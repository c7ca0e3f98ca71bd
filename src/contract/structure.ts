/** Particles and meshes from simulations: what a file holds, and making voxels of it. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { fileRef, lengthUnit, progress, spacing } from './words.js';

const finite = v.pipe(v.number(), v.finite());

/** A length that a person gave. */
const length = v.object({ value: v.pipe(finite, v.gtValue(0)), unit: lengthUnit });

const described = v.object({
  format: v.string(),
  kind: v.picklist(['particles', 'mesh']),
  points: v.number(),
  cells: v.number(),
  dimensions: v.picklist([2, 3]),
  frames: v.array(v.object({ step: v.number(), time: v.optional(v.number()) })),
  /** `kinds`: the different values, where they are few enough to be kinds of things */
  fields: v.array(
    v.object({ name: v.string(), on: v.picklist(['points', 'cells']), components: v.number(), kinds: v.nullable(v.array(finite)) }),
  ),
  /** lowest and highest x, y, z in the unit of the file */
  bounds: v.object({ min: v.array(finite), max: v.array(finite) }),
  /** metres in one length of the file, where the file says */
  unit: v.nullable(v.object({ metres: finite, source: v.string() })),
  /** what somebody gave for such a file before */
  remembered: v.nullable(length),
  /** ways of making voxels that fit, the best first; `step`: the edge that it would choose, in the unit of the file */
  methods: v.array(v.object({ id: v.string(), title: v.string(), text: v.string() })),
  warnings: v.array(v.string()),
});

export const voxelizeChoice = v.object({
  file: fileRef,
  /** length of one in the file; may be left out where the file says it */
  unit: v.optional(length),
  /** edge of a voxel; left out: what the method chooses */
  step: v.optional(length),
  method: v.optional(v.string()),
  /** from 0; default: the last */
  frame: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  field: v.optional(v.string()),
  select: v.optional(v.object({ field: v.string(), values: v.pipe(v.array(finite), v.minLength(1)) })),
  radius: v.optional(length),
  /** values at or above it are solid */
  threshold: v.optional(finite),
  /** phases by name or id; default lithium in electrolyte */
  solid: v.optional(v.string()),
  rest: v.optional(v.string()),
  /** the values themselves as float32 instead of phases */
  values: v.optional(v.boolean()),
  /** default: a file in the folder of the user */
  output: v.optional(fileRef),
});

export const voxelizedDocument = v.object({
  output: v.string(),
  /** opens the result */
  ref: fileRef,
  input: v.object({ path: v.string(), format: v.string(), kind: v.string(), points: v.number(), frame: v.number(), frames: v.number() }),
  unit: v.object({ metres: finite, source: v.string() }),
  method: v.string(),
  /** parameters in force, lengths in the unit of the file */
  chosen: v.record(v.string(), v.union([v.number(), v.string()])),
  threshold: v.nullable(finite),
  shape: v.array(v.number()),
  spacing,
  /** voxels of each phase; null for values */
  phases: v.nullable(v.record(v.string(), v.number())),
  seconds: v.number(),
  warnings: v.array(v.string()),
});

export const structureMethods = {
  'structure.describe': call(v.object({ file: fileRef }), described),
  'structure.voxelize': job(voxelizeChoice, progress, voxelizedDocument),
};

export type StructureDescription = v.InferOutput<typeof described>;
export type VoxelizeChoice = v.InferOutput<typeof voxelizeChoice>;
export type VoxelizedDocument = v.InferOutput<typeof voxelizedDocument>;
