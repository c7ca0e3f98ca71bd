import { slabChords } from '../kernels/index.js';
import { chordsRequest } from './chords.request.js';
import { handle } from './handler.js';

export const chordsHandler = handle(chordsRequest, ({ labels, value, ny, nx }) => slabChords(labels, value, ny, nx));
