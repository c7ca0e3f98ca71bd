/**
 * The form of a contract: method name -> schemas. Transports, dispatcher and client know this form only.
 * Add fields freely; renaming or dropping one is a new major version.
 */
import type * as v from 'valibot';

export type Schema<T = unknown> = v.GenericSchema<T>;

export interface CallMethod<P = unknown, R = unknown> {
  readonly kind: 'call';
  readonly params: Schema<P>;
  readonly result: Schema<R>;
}

export interface JobMethod<P = unknown, R = unknown, G = unknown> {
  readonly kind: 'job';
  readonly params: Schema<P>;
  readonly result: Schema<R>;
  readonly progress: Schema<G>;
}

export type Method = CallMethod | JobMethod;
export type Contract = Readonly<Record<string, Method>>;

/** A quick question with one answer. */
export function call<P, R>(params: v.GenericSchema<P>, result: v.GenericSchema<R>): CallMethod<P, R> {
  return { kind: 'call', params, result };
}

/** Work with progress that can be cancelled. */
export function job<P, R, G>(params: v.GenericSchema<P>, progress: v.GenericSchema<G>, result: v.GenericSchema<R>): JobMethod<P, R, G> {
  return { kind: 'job', params, progress, result };
}

export type ParamsOf<M extends Method> = M extends { params: Schema<infer P> } ? P : never;
export type ResultOf<M extends Method> = M extends { result: Schema<infer R> } ? R : never;
export type ProgressOf<M extends Method> = M extends JobMethod<infer _P, infer _R, infer G> ? G : never;

/** What crosses a border, and nothing else. */
export type Frame =
  | { readonly type: 'progress'; readonly value: unknown }
  | { readonly type: 'ok'; readonly value: unknown }
  | {
      readonly type: 'err';
      readonly error: { readonly tag: string; readonly code: string; readonly message: string; readonly subject?: string };
    };

export interface HandlerContext<G> {
  readonly signal: AbortSignal;
  readonly progress: (value: G) => void;
}

/** One handler per method: a missing or mistyped one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C]: (params: ParamsOf<C[K]>, context: HandlerContext<ProgressOf<C[K]>>) => Promise<ResultOf<C[K]>>;
};

export interface CallOptions<G = never> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: G) => void;
}

/** The same methods from the other side. */
export type Client<C extends Contract> = {
  readonly [K in keyof C]: (params: ParamsOf<C[K]>, options?: CallOptions<ProgressOf<C[K]>>) => Promise<ResultOf<C[K]>>;
};
