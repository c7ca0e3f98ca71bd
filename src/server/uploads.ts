/** Files from a browser: streamed to disk under a private folder, bounded, and granted as a handle. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { ConflictError, InvalidInputError } from '../base/index.js';
import type { UploadAccess } from '../resources/index.js';
import type { Grants } from '../services/index.js';

export interface UploadOptions {
  readonly folder: string;
  readonly limitBytes: number;
  readonly grants: Grants;
}

/** Room that must stay free on the disk beside an upload. */
const RESERVE_BYTES = 512 * 2 ** 20;
/** file systems take 255 bytes, ours adds an ending */
const LONGEST_NAME = 240;

function bounded(name: string, limit: number): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > limit)
        done(
          new InvalidInputError(`${name} is larger than the upload limit of ${limit} bytes; open it from a folder on this machine.`, {
            code: 'too-large',
            subject: name,
          }),
        );
      else done(null, chunk);
    },
  });
}

/** Gives the finished upload its name. What is there already may be the original of a study, so it is never replaced. */
async function keep(partial: string, file: string, name: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ConflictError(`${name} was uploaded already; drop the files again to start a new upload.`, {
      code: 'upload-exists',
      subject: name,
    });
  }
}

export function createUploads({ folder, limitBytes, grants }: UploadOptions): UploadAccess {
  return {
    async receive(upload, name, body, expectedBytes, signal) {
      if (name.split('/').some((part) => Buffer.byteLength(part) > LONGEST_NAME))
        throw new InvalidInputError(`The file name has more than ${LONGEST_NAME} bytes; give the file a shorter one.`, {
          code: 'bad-name',
          subject: name.slice(0, 40),
        });
      if (!/^[A-Za-z0-9-]{8,64}$/.test(upload))
        throw new InvalidInputError('The upload has no valid id.', { code: 'bad-upload', subject: upload });
      const target = join(folder, upload);
      await mkdir(target, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(target);
      const room = Math.max(0, bavail * bsize - RESERVE_BYTES);
      const limit = Math.min(limitBytes, room);
      if (expectedBytes !== null && expectedBytes > limit)
        throw new InvalidInputError(
          `${name} has ${expectedBytes} bytes, more than the ${limit} that can be taken; open it from a folder on this machine.`,
          { code: 'too-large', subject: name },
        );
      // every part of the name was checked: it names nothing outside
      const file = join(target, ...name.split('/'));
      const [top = ''] = name.split('/');
      const isNested = top !== name;
      if (isNested) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // a name of its own, so that two uploads of one name never write into each other
      const partial = `${file}.${randomUUID()}.part`;
      try {
        await pipeline(Readable.fromWeb(body as NodeReadableStream), bounded(name, limit), createWriteStream(partial, { mode: 0o600 }), {
          signal,
        });
        await keep(partial, file, name);
      } finally {
        await rm(partial, { force: true });
      }
      return { ref: grants.grant(file, 'read'), ...(isNested ? { folder: grants.grant(join(target, top), 'read') } : {}) };
    },
  };
}
