/** The core over Node's adapters: what the command line, the web host and the desktop's core process share. */
import { availableParallelism, totalmem } from 'node:os';
import type { Core, CoreOptions } from '../services/index.js';
import { createCore } from '../services/index.js';
import { createNodeCodecs } from './codecs.js';
import { createFigureDocument } from './figure-document.js';
import { createNodeFiles } from './files.js';
import { createNodeHdf5 } from './hdf5.js';
import { createNodeImages } from './images.js';
import { createNodeInference, type InferenceChannel } from './inference.js';
import { appVersion, bundledEntry, dataFolder, modelsFolder, samplesFolder } from './layout.js';
import { createLongTailImages } from './long-tail.js';
import { createThreadSources } from './thread-sources.js';
import { createThreadWorkers } from './workers.js';

export interface NodeCoreOptions {
  readonly host: CoreOptions['host'];
  /** folders that the interface may list */
  readonly roots: readonly string[];
  /** whether a browser may send files, and how large; 0: not at all */
  readonly uploadLimitBytes: number;
  readonly dialogs: boolean;
  readonly threads?: number;
  readonly memoryBytes?: number;
  /** what to open at the start: a study folder, or the bundled sample */
  readonly open?: { readonly study: string } | 'sample';
  /** how to start the inference process where `fork` is not to be had */
  readonly startInference?: () => InferenceChannel;
}

const MOST_THREADS = 8;

/** A quarter of the machine, at least 1 GiB: a lab workstation is shared. */
function defaultBudget(): number {
  return Math.max(2 ** 30, Math.floor(totalmem() / 4));
}

export function createNodeCore(options: NodeCoreOptions): Core {
  const { host, roots, uploadLimitBytes, dialogs, startInference, open } = options;
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  const workers = createThreadWorkers({ threads, entry: bundledEntry('worker') });
  const sources = createThreadSources({ start: bundledEntry('reader') });
  const inference = createNodeInference({
    entry: bundledEntry('inference'),
    threads,
    ...(startInference ? { start: startInference } : {}),
  });
  const core = createCore(
    {
      files: createNodeFiles(),
      codecs: createNodeCodecs(),
      images: createNodeImages(),
      longTail: createLongTailImages(),
      hdf5: createNodeHdf5(),
      sources,
      workers,
      inference,
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      figureDocument: createFigureDocument,
    },
    {
      host,
      appVersion,
      modelsFolder,
      samplesFolder,
      dataFolder: dataFolder(),
      threads,
      memoryBytes: options.memoryBytes ?? defaultBudget(),
      capabilities: { dialogs, uploads: uploadLimitBytes > 0, uploadLimitBytes },
      reviewer: process.env['LITHOSCOPE_REVIEWER'],
      open,
    },
  );
  for (const root of roots) core.grants.grantRoot(root);
  return {
    ...core,
    async close() {
      await core.close();
      await sources.close();
      await inference.close();
      await workers.close();
    },
  };
}
