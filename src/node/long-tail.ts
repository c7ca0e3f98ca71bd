/**
 * Rare image formats through itk-wasm, whole files only, in a thread that can be killed. The decoder can return
 * wrong pixels without an error, so lengths are checked here and a result that does not add up is refused.
 */
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AbortedError, FormatError, UnsupportedError } from '../base/index.js';
import type { LongTailImages } from '../ports/index.js';
import { dtypeOf } from '../volume/index.js';
import type { VoxelArray } from '../volume/index.js';

/** nothing may take longer: decoders of this kind have been seen to hang on damaged files */
const TIME_LIMIT_MS = 120_000;

/**
 * The thread's whole program. It is text so that source, bundle and packaged app start it alike; the package
 * is found by this file and passed as a URL.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { readImageNode } = await import(workerData.library);
  const image = await readImageNode(workerData.path);
  parentPort.postMessage({
    size: Array.from(image.size, Number),
    spacing: Array.from(image.spacing, Number),
    direction: Array.from(image.direction, Number),
    components: image.imageType.components,
    data: image.data,
  });
})().catch((error) => parentPort.postMessage({ failed: String(error && error.message ? error.message : error) }));
`;

interface Decoded {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly direction: readonly number[];
  readonly components: number;
  readonly data: VoxelArray;
}

type Answer = Decoded | { readonly failed: string };

function startWorker(file: string): Worker {
  const require = createRequire(import.meta.url);
  const library = pathToFileURL(require.resolve('@itk-wasm/image-io')).href;
  return new Worker(PROGRAM, { eval: true, workerData: { library, path: file }, stdout: true, stderr: true });
}

/** The worker's answer, or the reason why there is none; the worker is gone afterwards in any case. */
async function ask(file: string, signal: AbortSignal | undefined): Promise<Answer> {
  const worker = startWorker(file);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.once('message', (answer: Answer) => resolve(answer));
      worker.once('error', reject);
      worker.once('exit', () => resolve({ failed: 'the decoder stopped' }));
      timer = setTimeout(() => resolve({ failed: 'the decoder took too long' }), TIME_LIMIT_MS);
      onAbort = () => reject(new AbortedError());
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

async function decode(file: string, maxBytes: number, signal?: AbortSignal): ReturnType<LongTailImages['decode']> {
  const name = path.basename(file);
  const { size } = await fs.stat(file);
  if (size > maxBytes)
    throw new UnsupportedError(`${name}: this format is only read as a whole, up to ${maxBytes} bytes; export it as a TIFF stack.`, {
      code: 'too-large',
      subject: name,
    });
  const answer = await ask(path.resolve(file), signal);
  if ('failed' in answer)
    throw new FormatError(`${name}: the file cannot be decoded (${answer.failed.split('\n')[0] ?? ''}); export it as a TIFF stack.`, {
      subject: name,
    });
  const [nx = 1, ny = 1, nz = 1, ...more] = answer.size;
  const samples = answer.components;
  if (more.some((n) => n !== 1))
    throw new UnsupportedError(`${name}: files of more than three dimensions are not supported.`, { subject: name });
  if (answer.data.length !== nx * ny * nz * samples)
    throw new FormatError(
      `${name}: decoding gave ${answer.data.length} of ${nx * ny * nz * samples} samples; the file is cut short or too large for this format.`,
      { subject: name },
    );
  if (answer.data.byteLength > maxBytes)
    throw new UnsupportedError(`${name}: it decodes to ${answer.data.byteLength} bytes, above the limit of ${maxBytes}.`, {
      code: 'too-large',
      subject: name,
    });
  dtypeOf(answer.data);
  const [x = 0, y = 0, z = 0] = answer.spacing;
  return { shape: [nz, ny, nx], samples, data: answer.data, spacing: [z, y, x], direction: answer.direction };
}

export function createLongTailImages(): LongTailImages {
  return { decode };
}
