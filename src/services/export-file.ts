/** Finished exports of a study, handed out in parts: a file may be larger than memory. */
import { NotFoundError } from '../base/index.js';
import type { ServiceHost } from './service-host.js';

export interface ExportedFile {
  readonly size: number;
  readonly stream: ReadableStream<Uint8Array>;
}

const PART_BYTES = 4 * 2 ** 20;

export async function exportedFile(host: ServiceHost, study: string, name: string): Promise<ExportedFile> {
  const { files } = host.ports;
  const path = host.sessions.get(study).folder.inside('exports', name);
  if (/[/\\]|^\.+$/.test(name) || !(await files.exists(path)) || (await files.stat(path)).kind !== 'file')
    throw new NotFoundError(`This study has no exported file "${name}"; export it first.`, { subject: name });
  const source = await files.open(path);
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const length = Math.min(PART_BYTES, source.size - at);
        if (length > 0) controller.enqueue(await source.read(at, length));
        at += length;
        if (at < source.size) return;
        await source.close();
        controller.close();
      } catch (error) {
        await source.close();
        throw error;
      }
    },
    cancel: () => source.close(),
  });
  return { size: source.size, stream };
}
