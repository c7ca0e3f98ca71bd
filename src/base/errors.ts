/**
 * Tagged errors. A message is one sentence that names the thing, what was found, what was expected
 * and what to do. Across a process border an error travels as `ErrorData` and is rebuilt by `reviveError`.
 */

export type ErrorTag = 'format' | 'unsupported' | 'invalid-input' | 'not-found' | 'model' | 'aborted' | 'conflict' | 'denied' | 'internal';

export interface ErrorData {
  readonly tag: ErrorTag;
  /** stable kebab-case code, part of the public interface of the command line */
  readonly code: string;
  readonly message: string;
  /** the file, field or option that the error is about */
  readonly subject?: string;
}

export interface ErrorOptions {
  code?: string;
  subject?: string;
  cause?: unknown;
}

/** Base of every error that the core throws on purpose. */
export class LithoscopeError extends Error {
  readonly tag: ErrorTag;
  readonly code: string;
  readonly subject: string | undefined;

  constructor(tag: ErrorTag, defaultCode: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.tag = tag;
    this.code = options.code ?? defaultCode;
    this.subject = options.subject;
  }
}

/** The bytes of a file are not what its format says: truncated, wrong magic, impossible counts. */
export class FormatError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('format', 'corrupt-file', message, options);
  }
}

/** The input is valid, but this program does not handle it. */
export class UnsupportedError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('unsupported', 'unsupported', message, options);
  }
}

/** A parameter or a combination of inputs makes no sense. */
export class InvalidInputError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('invalid-input', 'invalid-input', message, options);
  }
}

/** The named file, study, volume or record does not exist. */
export class NotFoundError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('not-found', 'not-found', message, options);
  }
}

/** A model package is broken, does not fit the data, or its inference process failed. */
export class ModelError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('model', 'bad-model', message, options);
  }
}

/** The caller asked to stop. Finished work is kept. */
export class AbortedError extends LithoscopeError {
  constructor(message = 'Cancelled; finished work is kept.', options: ErrorOptions = {}) {
    super('aborted', 'cancelled', message, options);
  }
}

/** Somebody else holds the thing, or it was written by a newer version. */
export class ConflictError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('conflict', 'conflict', message, options);
  }
}

/** The path or request is outside what was granted. */
export class DeniedError extends LithoscopeError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('denied', 'denied', message, options);
  }
}

/** Plain data for a process border. Unknown errors become `internal`, with their message kept. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof LithoscopeError) {
    const { tag, code, message, subject } = error;
    return subject === undefined ? { tag, code, message } : { tag, code, message, subject };
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { tag: 'aborted', code: 'cancelled', message: 'Cancelled; finished work is kept.' };
  return { tag: 'internal', code: 'internal-error', message: error instanceof Error ? error.message : String(error) };
}

/** The error class again on the other side of a border. */
export function reviveError(data: ErrorData): LithoscopeError {
  const options: ErrorOptions = { code: data.code, ...(data.subject === undefined ? {} : { subject: data.subject }) };
  switch (data.tag) {
    case 'format':
      return new FormatError(data.message, options);
    case 'unsupported':
      return new UnsupportedError(data.message, options);
    case 'invalid-input':
      return new InvalidInputError(data.message, options);
    case 'not-found':
      return new NotFoundError(data.message, options);
    case 'model':
      return new ModelError(data.message, options);
    case 'aborted':
      return new AbortedError(data.message, options);
    case 'conflict':
      return new ConflictError(data.message, options);
    case 'denied':
      return new DeniedError(data.message, options);
    case 'internal':
      return new LithoscopeError('internal', 'internal-error', data.message, options);
  }
}

/** Throws `AbortedError` when the signal has fired. Call once per slice or tile. */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError();
}
