/** The journal file of one set of labels. What `append` has answered survives a kill of the process. */
import type { Files } from '../ports/index.js';

export interface EditJournal {
  /** the whole file as it was found, for replay */
  read(): Promise<Uint8Array>;
  /** cuts a torn tail off, before anything new is appended */
  cut(validBytes: number): Promise<void>;
  append(record: Uint8Array): Promise<void>;
}

const MAX_JOURNAL = 4 * 1024 * 1024 * 1024;

/** `edits/<key>.bin`; `header` begins a new file. */
export function openEditJournal(files: Files, path: string, header: Uint8Array): EditJournal {
  let queue: Promise<unknown> = Promise.resolve();
  let begun: boolean | undefined;

  async function appendNow(record: Uint8Array): Promise<void> {
    begun ??= await files.exists(path);
    if (!begun) {
      await files.writeBytes(path, header);
      begun = true;
    }
    await files.append(path, record);
  }

  return {
    async read() {
      await queue;
      return (await files.exists(path)) ? files.readBytes(path, MAX_JOURNAL) : new Uint8Array(0);
    },
    async cut(validBytes) {
      if (!(await files.exists(path))) return;
      const bytes = await files.readBytes(path, MAX_JOURNAL);
      if (validBytes === bytes.length) return;
      // nothing valid: keep the damaged file beside, begin a new one
      if (validBytes < header.length) {
        await files.writeBytes(`${path}.damaged`, bytes);
        await files.writeBytes(path, header);
      } else await files.writeBytes(path, bytes.subarray(0, validBytes));
    },
    append(record) {
      const write = queue.then(() => appendNow(record));
      queue = write.catch(() => undefined);
      return write;
    },
  };
}
