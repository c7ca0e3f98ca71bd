/**
 * The inference process. A run blocks its thread until it is done, and a broken graph may take the process
 * with it: so networks run here and nowhere else. Requests come one at a time from the parent; without a
 * parent the process ends.
 */
import { statSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AbortedError, errorData, ModelError } from '../base/index.js';
import type { TensorData } from '../ports/index.js';
import { runTileWork } from '../segmentation/index.js';
import { createNodeFiles } from './files.js';
import type { InferenceReply, InferenceRequest, SessionShape } from './inference-messages.js';

/** Sessions kept open; more are rarely used, and each holds its weights and scratch memory. */
const MAX_SESSIONS = 3;

interface ParentPort {
  on(event: 'message', listener: (event: { data: InferenceRequest }) => void): void;
  postMessage(message: InferenceReply): void;
}

type WorkRequest = Exclude<InferenceRequest, { kind: 'drop' }>;

const sessions = new Map<string, Promise<InferenceSession>>();
/** requests without an answer yet, and whether somebody still waits for them */
const waitedFor = new Map<number, boolean>();
const files = createNodeFiles();
const threads = Math.max(1, Number(process.env['LITHOSCOPE_INFERENCE_THREADS'] ?? '1'));

function openSession(path: string): Promise<InferenceSession> {
  let stamp: string;
  try {
    const { mtimeMs, size } = statSync(path);
    stamp = `${path}\n${mtimeMs}\n${size}`;
  } catch (cause) {
    throw new ModelError(`The weights ${path} cannot be opened; check that the model's folder is still there.`, {
      code: 'weights-missing',
      subject: path,
      cause,
    });
  }
  const known = sessions.get(stamp);
  if (known !== undefined) return known;
  const session = createSession(path);
  sessions.set(stamp, session);
  session.catch(() => sessions.delete(stamp));
  const oldest = sessions.keys().next().value;
  if (sessions.size > MAX_SESSIONS && oldest !== undefined) {
    void sessions.get(oldest)?.then((old) => old.release());
    sessions.delete(oldest);
  }
  return session;
}

async function createSession(path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      interOpNumThreads: 1,
      intraOpNumThreads: threads,
      enableCpuMemArena: true,
      enableMemPattern: true,
      logSeverityLevel: 3,
      // spinning threads would starve the interface on a laptop
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw new ModelError(
      `The runtime cannot load the weights ${path} (${sentence(cause)}); export the model with standard operators and a lower opset.`,
      {
        code: 'model-load-failed',
        subject: path,
        cause,
      },
    );
  }
}

function sentence(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ').slice(0, 240);
}

function shapeOf(session: InferenceSession): SessionShape {
  const describe = (list: readonly InferenceSession.ValueMetadata[]) =>
    list.map((value) => ({ name: value.name, dims: value.isTensor ? [...value.shape] : [] }));
  return { inputs: describe(session.inputMetadata), outputs: describe(session.outputMetadata) };
}

async function answer(request: WorkRequest): Promise<InferenceReply> {
  try {
    const session = await openSession(request.path);
    if (request.kind === 'open') return { id: request.id, kind: 'opened', shape: shapeOf(session) };
    if (request.kind === 'tile') {
      const run = (input: TensorData, outputs: readonly number[]) => {
        if (waitedFor.get(request.id) === false) throw new AbortedError();
        // answers are read before the next run, except where two of them are averaged
        return runSession(session, request.path, [input], outputs, !request.work.mirror);
      };
      return { id: request.id, kind: 'tiled', bytes: await runTileWork(request.work, run) };
    }
    return { id: request.id, kind: 'ran', outputs: await runSession(session, request.path, request.inputs, request.outputs) };
  } catch (error) {
    return { id: request.id, kind: 'failed', error: errorData(error) };
  }
}

async function runSession(
  session: InferenceSession,
  path: string,
  inputs: readonly TensorData[],
  outputs: readonly number[] | undefined,
  reuse = false,
): Promise<TensorData[]> {
  const feeds: Record<string, Tensor> = {};
  session.inputNames.forEach((name, i) => {
    const tensor = inputs[i];
    if (tensor !== undefined) feeds[name] = new Tensor('float32', tensor.data, [...tensor.dims]);
  });
  const wanted = outputs?.map((position) => nameOf(session, position, path)) ?? session.outputNames;
  const key = inputs.map(({ dims }) => dims.join('x')).join();
  const before = reuse ? answers.get(session) : undefined;
  const into = before?.key === key ? before.results : {};
  const results = await run(session, feeds, path, Object.fromEntries(wanted.map((name) => [name, into[name] ?? null])));
  if (reuse) answers.set(session, { key, results });
  return wanted.map((name) => floats(results[name], name));
}

/** The last answer of a session to input of some lengths: the next one is written over it, which spares fresh memory for each run. */
const answers = new WeakMap<InferenceSession, { readonly key: string; readonly results: InferenceSession.OnnxValueMapType }>();

/** Only what is asked for is computed and copied: a map of features is many times larger than the classes. */
function nameOf(session: InferenceSession, position: number, path: string): string {
  const name = session.outputNames[position];
  if (name !== undefined) return name;
  throw new ModelError(
    `The weights ${path} have ${session.outputNames.length} outputs, the description names number ${position + 1}; correct the description.`,
    { code: 'output-mismatch', subject: path },
  );
}

async function run(
  session: InferenceSession,
  feeds: Record<string, Tensor>,
  path: string,
  outputs: InferenceSession.NullableOnnxValueMapType,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds, outputs);
  } catch (cause) {
    throw new ModelError(
      `The model ${path} failed while running (${sentence(cause)}); check that its axes and sizes fit its description.`,
      {
        code: 'run-failed',
        subject: path,
        cause,
      },
    );
  }
}

function floats(value: InferenceSession.OnnxValueMapType[string] | undefined, name: string): TensorData {
  if (!(value instanceof Tensor) || !(value.data instanceof Float32Array))
    throw new ModelError(`The output "${name}" is not a float32 tensor; export the model with float32 outputs.`, {
      code: 'unsupported-dtype',
      subject: name,
    });
  return { dims: [...value.dims], data: value.data };
}

/** Puts a tile where it is kept, while the next one is under way. */
async function keep(message: InferenceReply, file: string): Promise<InferenceReply> {
  if (message.kind !== 'tiled' || message.bytes === null) return message;
  try {
    await files.writeBytes(file, message.bytes);
    return { ...message, bytes: null };
  } catch (error) {
    return { id: message.id, kind: 'failed', error: errorData(error) };
  }
}

/** One request after the other: two runs at once would only share the same cores. */
let queue: Promise<void> = Promise.resolve();
function receive(request: InferenceRequest, reply: (message: InferenceReply) => void): void {
  if (request.kind === 'drop') {
    if (waitedFor.has(request.id)) waitedFor.set(request.id, false);
    return;
  }
  waitedFor.set(request.id, true);
  queue = queue.then(async () => {
    const message = await answer(request);
    waitedFor.delete(request.id);
    if (request.kind === 'tile' && request.file !== undefined) void keep(message, request.file).then(reply);
    else reply(message);
  });
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
if (parentPort !== undefined) parentPort.on('message', ({ data }) => receive(data, (message) => parentPort.postMessage(message)));
else {
  process.on('message', (message) => receive(message as InferenceRequest, (reply) => process.send?.(reply)));
  process.on('disconnect', () => process.exit(0));
}
