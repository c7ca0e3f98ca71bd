/** Looking at what a stack holds beside the one image that is analysed: guesses for headerless files, channels, time points. */
import * as v from 'valibot';
import { call } from './define.js';
import { fileRef, stackChoice, studyId } from './words.js';

const finite = v.pipe(v.number(), v.finite());

const rawLayout = v.object({ shape: v.array(finite), dtype: v.string(), bigEndian: v.boolean(), offset: finite });

const preview = v.object({
  /** of the picture, which may show every second, third... voxel */
  rows: v.number(),
  columns: v.number(),
  /** the plane shown, and how many there are */
  plane: v.number(),
  planes: v.number(),
  /** 8-bit grey, row by row, as base64 */
  pixels: v.string(),
});

const studyPlanes = v.object({
  /** 1: there is one time point, or time is what the planes follow */
  times: v.number(),
  /** what is analysed */
  time: v.number(),
  channel: v.number(),
  /** red, green and blue of one picture, which belong together */
  isColour: v.boolean(),
  channels: v.array(v.object({ name: v.string(), low: finite, high: finite, min: finite, max: finite })),
});

export const lookMethods = {
  /** layouts whose bytes use up a headerless file exactly, the likeliest first */
  'stack.rawGuesses': call(v.object({ file: fileRef }), v.object({ size: v.number(), layouts: v.array(rawLayout) })),
  /** the middle plane of a stack, small */
  'stack.preview': call(v.object({ file: fileRef, ...stackChoice }), preview),
  /** channels and time points of a study; a slice of one is the layer `image-t<time>-c<channel>` */
  'study.planes': call(v.object({ study: studyId }), studyPlanes),
};

export type RawLayoutGuess = v.InferOutput<typeof rawLayout>;
export type StackPreview = v.InferOutput<typeof preview>;
export type StudyPlanes = v.InferOutput<typeof studyPlanes>;
