/** A core over real files in a temporary folder, spoken to through the memory transport as every host does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll } from 'vitest';
import { contract } from '../../src/contract/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeImages } from '../../src/node/images.js';
import { createClient, createDispatcher, memoryTransport } from '../../src/rpc/index.js';
import { createCore } from '../../src/services/index.js';
import type { Core, CoreClient, CoreOptions, CorePorts } from '../../src/services/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

export interface TestCore {
  readonly core: Core;
  readonly client: CoreClient;
  read(path: string): string;
  write(path: string): string;
}

const folders: string[] = [];
const cores: Core[] = [];

/** Removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lithoscope-test-'));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const core of cores) await core.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function startCore(home: string, change: { ports?: Partial<CorePorts>; options?: Partial<CoreOptions> } = {}): TestCore {
  let now = Date.UTC(2024, 0, 1);
  const ports: CorePorts = {
    files: createNodeFiles(),
    codecs: createNodeCodecs(),
    images: createNodeImages(),
    longTail: { decode: () => Promise.reject(new Error('no rare formats in this test')) },
    workers: createInlineWorkers(),
    inference: { provider: 'cpu', threads: 1, open: () => Promise.reject(new Error('no model in this test')) },
    clock: { now: () => (now += 1000), monotonic: () => performance.now() },
    figureDocument: () => parseHTML('<!doctype html><html><body></body></html>').document as unknown as Document,
    ...change.ports,
  };
  const core = createCore(ports, {
    host: 'memory',
    appVersion: '0.0.0-test',
    modelsFolder: join(home, 'models'),
    samplesFolder: join(home, 'samples'),
    dataFolder: join(home, 'data'),
    threads: 1,
    memoryBytes: 2 ** 30,
    capabilities: { dialogs: false, uploads: false, uploadLimitBytes: 0 },
    reviewer: 'R. Example',
    ...change.options,
  });
  cores.push(core);
  const client = createClient(contract, memoryTransport(createDispatcher(contract, core.handlers)));
  return {
    core,
    client,
    read: (path) => core.grants.grant(path, 'read'),
    write: (path) => core.grants.grant(path, 'write'),
  };
}
