/** The readers in this thread, behind the port that the rest of the program opens files with. */
import type { Sources } from '../ports/index.js';
import type { FormatHost } from './format.js';
import { hashSource } from './hash.js';
import { glanceAt, inspectPath } from './inspect.js';
import { listDatasets, openGeometry, openSource } from './open.js';

export function createSources(host: FormatHost): Sources {
  return {
    inspect: (path, options) => inspectPath(host, path, options),
    glance: (path) => glanceAt(host, path),
    list: (path) => listDatasets(host, path),
    async open(path, dataset) {
      const source = await openSource(host, path, dataset);
      return { ...source, hash: (options) => hashSource(host, source, options) };
    },
    openGeometry: (path) => openGeometry(host, path),
  };
}
