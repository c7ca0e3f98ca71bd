/** The core process behind its one message port: calls, cancels, grants and bulk bytes. */
import type { Frame } from '../src/contract/index.js';
import type { Dispatcher } from '../src/rpc/index.js';
import type { Grants } from '../src/services/index.js';
import { APP_ORIGIN, type FromCore, type InferenceToCore, type ToCore } from './messages.js';

export interface CoreParts {
  readonly dispatcher: Dispatcher;
  readonly resources: (request: Request) => Promise<Response>;
  readonly grants: Pick<Grants, 'grant'>;
  readonly inference: { receive(message: InferenceToCore): void };
}

export function createCoreLoop(
  { dispatcher, resources, grants, inference }: CoreParts,
  say: (message: FromCore) => void,
): (message: ToCore) => void {
  const running = new Map<string, AbortController>();

  async function start(id: string, method: string, params: unknown): Promise<void> {
    const stop = new AbortController();
    running.set(id, stop);
    await dispatcher.dispatch(method, params, stop.signal, (frame: Frame) => say({ type: 'frame', id, frame }));
    running.delete(id);
  }

  async function resource(id: string, method: string, url: string): Promise<void> {
    const response = await resources(new Request(url.replace(APP_ORIGIN, 'http://lithoscope.invalid'), { method }));
    const body = new Uint8Array(await response.arrayBuffer());
    say({ type: 'resource', id, status: response.status, headers: Object.fromEntries(response.headers), body });
  }

  return (message: ToCore): void => {
    if (message.type === 'start') void start(message.id, message.method, message.params);
    else if (message.type === 'cancel') running.get(message.id)?.abort();
    else if (message.type === 'grant') say({ type: 'granted', id: message.id, ref: grants.grant(message.path, message.mode) });
    else if (message.type === 'resource') void resource(message.id, message.method, message.url);
    else inference.receive(message);
  };
}
