/** Calls over HTTP as any other program would make them: JSON in, frames out. */
import type { Host } from './host.js';

export interface CallOptions {
  readonly onProgress?: (value: { done: number; total: number; what: string }) => void;
}

export async function call<T>(host: Host, method: string, params: unknown, { onProgress }: CallOptions = {}): Promise<T> {
  const response = await fetch(`${host.origin}/rpc/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lithoscope-token': host.token },
    body: JSON.stringify(params),
  });
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const frame = JSON.parse(line) as { type: string; value: unknown; error: { code: string; message: string } };
      if (frame.type === 'err') throw new Error(`${frame.error.code}: ${frame.error.message}`);
      if (frame.type === 'ok') return frame.value as T;
      onProgress?.(frame.value as { done: number; total: number; what: string });
    }
  }
  throw new Error(`${method}: the host went away`);
}

export async function slice(host: Host, study: string, layer: string, index: number): Promise<Uint8Array> {
  const response = await fetch(`${host.origin}/volume/${study}/${layer}/slice?axis=z&i=${index}`, {
    headers: { 'x-lithoscope-token': host.token },
  });
  if (!response.ok) throw new Error(await response.text());
  return new Uint8Array(await response.arrayBuffer());
}

interface Entry {
  ref: string;
  name: string;
}

/** The handle of something inside the host's granted folder. */
export async function find(host: Host, ...names: string[]): Promise<string> {
  const { roots } = await call<{ roots: Entry[] }>(host, 'files.roots', {});
  let ref = roots[0]!.ref;
  for (const name of names) {
    const { entries } = await call<{ entries: Entry[] }>(host, 'files.list', { ref });
    ref = entries.find((entry) => entry.name === name)!.ref;
  }
  return ref;
}
