/** The one place that knows where the interface runs: in a browser over HTTP, or in the desktop window over its bridge. */
import { LithoscopeError, reviveError, type ErrorData } from '../src/base/index.js';
import { contract, type Client, type LithoscopeContract } from '../src/contract/index.js';
import { bridgeTransport, createClient, httpTransport, type Bridge } from '../src/rpc/index.js';

type Api = Client<LithoscopeContract>;

interface UploadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A file and the folders that it lies in, the first one being what was dropped: "stack.zarr/0". */
export interface PlacedFile {
  readonly file: File;
  readonly folder: string;
}

export interface Host {
  readonly kind: 'browser' | 'desktop';
  readonly api: Api;
  /** a bulk resource of the host, like `/volume/...`; throws a sentence when the host refuses */
  read(path: string, signal?: AbortSignal): Promise<Response>;
  /** handles of files that a person dropped or picked */
  refsOf(files: readonly File[], onProgress: (progress: UploadProgress) => void, signal: AbortSignal): Promise<string[]>;
  /** the handle of a folder whose files come one by one, as in a browser */
  folderRefOf(files: readonly PlacedFile[], onProgress: (progress: UploadProgress) => void, signal: AbortSignal): Promise<string>;
}

declare global {
  interface Window {
    readonly lithoscopeBridge?: Bridge;
  }
}

const TOKEN_HEADER = 'x-lithoscope-token';

export function createHost(): Host {
  const bridge = window.lithoscopeBridge;
  if (bridge) {
    return {
      kind: 'desktop',
      api: createClient(contract, bridgeTransport(bridge)),
      read: (path, signal) => readFrom(path, {}, signal),
      refsOf: (files) => Promise.all(files.map((file) => bridge.pathFor(file))),
      folderRefOf: () => Promise.reject(new LithoscopeError('unsupported', 'no-uploads', 'A folder is opened where it is.')),
    };
  }
  const token = readToken();
  const headers = { [TOKEN_HEADER]: token };
  return {
    kind: 'browser',
    api: createClient(contract, httpTransport({ baseUrl: window.location.origin, token })),
    read: (path, signal) => readFrom(path, headers, signal),
    refsOf: async (files, onProgress, signal) => {
      const placed = files.map((file) => ({ file, folder: '' }));
      return (await uploadAll(placed, headers, onProgress, signal)).map(({ ref }) => ref);
    },
    folderRefOf: async (files, onProgress, signal) => {
      // an empty file says nothing, and cannot be sent
      const sent = await uploadAll(
        files.filter(({ file }) => file.size > 0),
        headers,
        onProgress,
        signal,
      );
      const folder = sent.find((one) => one.folder !== undefined)?.folder;
      if (folder === undefined)
        throw new LithoscopeError('invalid-input', 'empty-folder', 'The folder holds no files; choose another one.');
      return folder;
    },
  };
}

/** From `#token=...`; kept for this tab, so that a reload works after the address was tidied. */
function readToken(): string {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (given === null) return window.sessionStorage.getItem('token') ?? '';
  window.sessionStorage.setItem('token', given);
  return given;
}

async function readFrom(path: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, signal ? { headers, signal } : { headers });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw connectionLost();
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The host answers a refusal with the same error data as a call; anything else becomes a plain sentence. */
async function refusal(response: Response): Promise<Error> {
  return errorOf(response.status, await response.text().catch(() => ''));
}

function errorOf(status: number, text: string): Error {
  try {
    const data = JSON.parse(text) as Partial<ErrorData> & { error?: ErrorData };
    const error = data.error ?? data;
    if (typeof error.message === 'string' && typeof error.tag === 'string') return reviveError(error as ErrorData);
  } catch {
    // not JSON: fall through to the status
  }
  return new LithoscopeError('internal', 'http-error', `The host answered with status ${status}; reload the page or start the host again.`);
}

function connectionLost(): Error {
  return new LithoscopeError(
    'internal',
    'connection-lost',
    'The host cannot be reached; your accepted edits are saved, start it again and reload.',
  );
}

/** An id for one drop. Need not be secret: the token guards the door. Works without a secure context. */
function uploadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

interface Uploaded {
  readonly ref: string;
  readonly folder?: string;
}

async function uploadAll(
  files: readonly PlacedFile[],
  headers: Record<string, string>,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Uploaded[]> {
  const id = uploadId();
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const refs: Uploaded[] = [];
  let finished = 0;
  // one after the other: order is kept, and progress means something
  for (const placed of files) {
    const base = finished;
    refs.push(await uploadOne(id, placed, headers, (bytes) => onProgress({ doneBytes: base + bytes, totalBytes }), signal));
    finished += placed.file.size;
  }
  return refs;
}

/** XMLHttpRequest, because `fetch` does not report how much has been sent. */
function uploadOne(
  id: string,
  { file, folder }: PlacedFile,
  headers: Record<string, string>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    const finish = (run: () => void): void => {
      signal.removeEventListener('abort', abort);
      run();
    };
    const place = folder === '' ? '' : `&folder=${encodeURIComponent(folder)}`;
    request.open('PUT', `/upload/${id}?name=${encodeURIComponent(file.name)}${place}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onBytes(event.loaded);
    request.onload = () =>
      finish(() => {
        if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Uploaded);
        else reject(errorOf(request.status, request.responseText));
      });
    request.onerror = () => finish(() => reject(connectionLost()));
    request.onabort = () => finish(() => reject(new DOMException('Upload cancelled', 'AbortError')));
    request.send(file);
  });
}
