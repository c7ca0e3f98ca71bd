/** The ways a call can travel, each over the same dispatcher. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDispatcher, httpTransport, memoryTransport, type Dispatcher, type Transport } from '../../src/rpc/index.js';
import type { Contract, Handlers } from '../../src/contract/define.js';
import { answerRpc } from '../../src/server/rpc-endpoint.js';
import { startDesktop } from '../electron/desktop.js';

export interface End {
  readonly transport: Transport;
  /** the connection breaks, or the page goes away without a word */
  disconnect(): void;
  close(): Promise<void>;
}

function memoryEnd(dispatcher: Dispatcher): Promise<End> {
  return Promise.resolve({ transport: memoryTransport(dispatcher), disconnect: () => undefined, close: () => Promise.resolve() });
}

async function httpEnd(dispatcher: Dispatcher): Promise<End> {
  const server = createServer((request, response) => {
    const method = decodeURIComponent((request.url ?? '').slice('/rpc/'.length));
    answerRpc(dispatcher, method, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    transport: httpTransport({ baseUrl: `http://127.0.0.1:${port}`, token: 'not checked here' }),
    disconnect: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bridgeEnd(dispatcher: Dispatcher): Promise<End> {
  const desktop = await startDesktop(dispatcher);
  return { transport: desktop.transport, disconnect: () => desktop.core.cancelAll(), close: () => Promise.resolve(desktop.core.stop()) };
}

export const ENDS: readonly [string, (dispatcher: Dispatcher) => Promise<End>][] = [
  ['memory', memoryEnd],
  ['HTTP', httpEnd],
  ['the desktop bridge', bridgeEnd],
];

export function openEnd<C extends Contract>(start: (typeof ENDS)[number][1], contract: C, handlers: Handlers<C>): Promise<End> {
  return start(createDispatcher(contract, handlers));
}
