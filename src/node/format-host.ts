/** What readers use of this machine. */
import type { FormatHost } from '../formats/index.js';
import { createNodeCodecs } from './codecs.js';
import { createNodeFiles } from './files.js';
import { createNodeHdf5 } from './hdf5.js';
import { createNodeImages } from './images.js';
import { createLongTailImages } from './long-tail.js';

export function createFormatHost(): FormatHost {
  return {
    files: createNodeFiles(),
    codecs: createNodeCodecs(),
    images: createNodeImages(),
    longTail: createLongTailImages(),
    hdf5: createNodeHdf5(),
  };
}
