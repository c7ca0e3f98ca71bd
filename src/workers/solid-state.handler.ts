import { crackOpenings, filamentDepth, separatorLayers, solidInterface } from '../kernels/index.js';
import { handle } from './handler.js';
import { crackOpeningsRequest, filamentDepthRequest, separatorRequest, solidInterfaceRequest } from './solid-state.request.js';

export const solidStateHandlers = [
  handle(solidInterfaceRequest, ({ labels, shape, spacing, phases, flatAxis }) => solidInterface(labels, shape, spacing, phases, flatAxis)),
  handle(separatorRequest, ({ labels, shape, phases, face }) => separatorLayers(labels, shape, phases.electrolyte, face)),
  handle(filamentDepthRequest, ({ labels, shape, phases, face, separator }) => filamentDepth(labels, shape, phases, face, separator)),
  handle(crackOpeningsRequest, ({ labels, shape, spacing, phases, face, separator, flatAxis }) =>
    crackOpenings(labels, shape, spacing, phases, face, separator, flatAxis),
  ),
];
