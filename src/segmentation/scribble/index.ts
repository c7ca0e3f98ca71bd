export { applyScribbles } from './apply.js';
export { decodeClassifier, encodeClassifier, type ScribbleClassifier } from './classifier.js';
export { prepareScribbles, type ScribbleSetup } from './prepare.js';
export { labelSlice, sliceTables, withSignal, type SliceAxis, type SliceTables } from './slice.js';
export { collectStrokes, type Strokes } from './strokes.js';
export { trainScribbles, type SampleCache } from './train.js';
