export { checkModel } from './check-model.js';
export { resolveClassMap } from './class-map.js';
export * from './evaluate.js';
export { listModels, loadModelPackage, type ModelPackage } from './model-package.js';
export { segmentVolume, type SegmentProgress, type SegmentRequest, type SegmentResult } from './segment-volume.js';
export { folderTiles, memoryTiles } from './tile-store.js';
