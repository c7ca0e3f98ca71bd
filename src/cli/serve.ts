/** `lithoscope serve [STUDY] [--port N]`: the same interface in a browser of this machine, or through an SSH tunnel. */
import { join, resolve } from 'node:path';
import { createNodeCore, dataFolder, rendererFolder, type NodeCoreOptions } from '../node/index.js';
import { createClient, createDispatcher, memoryTransport } from '../rpc/index.js';
import { contract } from '../contract/index.js';
import { startServer, type RunningServer } from '../server/index.js';

export const UPLOAD_LIMIT_BYTES = 8 * 2 ** 30;

export interface ServeRequest {
  readonly open?: NodeCoreOptions['open'];
  readonly port: number;
  readonly roots: readonly string[];
  readonly threads?: number;
  readonly memoryBytes?: number;
}

export async function runServe({ open, port, roots, threads, memoryBytes }: ServeRequest): Promise<RunningServer> {
  const core = createNodeCore({
    host: 'server',
    dialogs: false,
    uploadLimitBytes: UPLOAD_LIMIT_BYTES,
    roots: roots.map((root) => resolve(root)),
    ...(open === undefined ? {} : { open }),
    ...(threads === undefined ? {} : { threads }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  });
  try {
    // a study that cannot be opened is said here, not to the first page that asks
    if (open !== undefined) await createClient(contract, memoryTransport(createDispatcher(contract, core.handlers)))['app.hello']({});
    const uploadFolder = join(dataFolder(), 'uploads');
    const server = await startServer({ core, port, rendererFolder, uploadFolder, uploadLimitBytes: UPLOAD_LIMIT_BYTES });
    return { ...server, close: () => server.close().then(() => core.close()) };
  } catch (error) {
    await core.close();
    throw error;
  }
}
