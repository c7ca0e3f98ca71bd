/**
 * Bulk bytes by URL: slices, report files, uploads. One handler for the web host, the desktop's protocol and tests.
 *
 *   GET /volume/<study>/<layer>/slice?axis=z&i=12&v=<version>
 *   GET /report/<study>/<file>
 *   GET /export/<study>/<file>
 *   PUT /upload/<id>?name=<file name>[&folder=<folders that were dropped with it>]
 */
import { DeniedError, errorData, InvalidInputError, LithoscopeError, NotFoundError, type ErrorTag } from '../base/index.js';
import type { SliceAccess } from '../services/index.js';

export interface UploadAccess {
  /**
   * stores a stream under a name that stays inside the upload's folder; gives a handle. A name with slashes is a file of
   * a folder, whose own handle comes too.
   */
  receive(
    upload: string,
    name: string,
    body: ReadableStream<Uint8Array>,
    expectedBytes: number | null,
    signal: AbortSignal,
  ): Promise<{ ref: string; folder?: string }>;
}

export interface ResourceAccess {
  readonly slices: SliceAccess;
  readonly uploads: UploadAccess | null;
}

const STATUS: Readonly<Record<ErrorTag, number>> = {
  format: 422,
  unsupported: 415,
  'invalid-input': 400,
  'not-found': 404,
  model: 422,
  aborted: 499,
  conflict: 409,
  denied: 403,
  internal: 500,
};

/** OME-Zarr chunks may lie seven folders deep */
const DEEPEST_FOLDER = 12;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  tif: 'image/tiff',
  png: 'image/png',
};

function errorResponse(error: unknown): Response {
  const data = errorData(error);
  return Response.json({ error: data }, { status: STATUS[data.tag] });
}

/** Text from a path segment; `%2e%2e` and slashes do not survive. */
function segment(raw: string | undefined): string {
  let text: string;
  try {
    text = decodeURIComponent(raw ?? '');
  } catch {
    throw new InvalidInputError('The address is not valid.', { code: 'bad-address' });
  }
  if (text === '' || text === '.' || text === '..' || /[/\\\0]/.test(text))
    throw new DeniedError(`"${text}" is not a name that can be served.`, { code: 'bad-name', subject: text });
  return text;
}

async function slice(access: ResourceAccess, url: URL, study: string, layer: string, signal: AbortSignal): Promise<Response> {
  const axis = url.searchParams.get('axis');
  const given = url.searchParams.get('i') ?? '';
  const index = Number(given);
  if ((axis !== 'z' && axis !== 'y' && axis !== 'x') || !/^\d{1,9}$/.test(given))
    throw new InvalidInputError('A slice needs an axis (z, y or x) and an index.', { code: 'bad-slice' });
  const result = await access.slices.slice({ study, layer, axis, index, signal });
  const { data } = result;
  const asked = url.searchParams.get('v');
  // a version names its bytes for ever, so the picture of an old one must not be kept under the new name
  const immutable = asked !== null && asked === result.version;
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return new Response(bytes, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.byteLength),
      'x-shape': result.shape.join(','),
      'x-dtype': result.dtype,
      'x-version': result.version,
      'cache-control': immutable ? 'private, max-age=31536000, immutable' : 'no-store',
    },
  });
}

async function route(access: ResourceAccess, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const parts = url.pathname.split('/').slice(1);
  const [kind, first, second, third] = parts;
  if (request.method === 'GET' && kind === 'volume' && third === 'slice' && parts.length === 4)
    return slice(access, url, segment(first), segment(second), request.signal);
  if (request.method === 'GET' && kind === 'report' && parts.length === 3) {
    const name = segment(second);
    const bytes = await access.slices.reportFile(segment(first), name);
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type, 'content-length': String(bytes.byteLength), 'cache-control': 'no-store' },
    });
  }
  if (request.method === 'GET' && kind === 'export' && parts.length === 3) {
    const { size, stream } = await access.slices.exportFile(segment(first), segment(second));
    return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, {
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(size), 'cache-control': 'no-store' },
    });
  }
  if (request.method === 'PUT' && kind === 'upload' && parts.length === 2) {
    if (!access.uploads)
      throw new LithoscopeError('unsupported', 'no-uploads', 'This host reads files where they are; uploads are not needed.');
    if (!request.body) throw new InvalidInputError('The upload is empty.', { code: 'empty-file' });
    // a file of a dropped folder keeps its place in it
    const folders = url.searchParams.get('folder')?.split('/') ?? [];
    if (folders.length > DEEPEST_FOLDER) throw new InvalidInputError('The folder is nested too deeply to be taken.', { code: 'bad-name' });
    const name = [...folders, url.searchParams.get('name') ?? ''].map((part) => segment(encodeURIComponent(part))).join('/');
    const length = request.headers.get('content-length');
    return Response.json(
      await access.uploads.receive(segment(first), name, request.body, length === null ? null : Number(length), request.signal),
    );
  }
  throw new NotFoundError(`There is nothing at ${url.pathname}.`, { code: 'unknown-address', subject: url.pathname });
}

export function createResources(access: ResourceAccess): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await route(access, request);
    } catch (error) {
      return errorResponse(error);
    }
  };
}
