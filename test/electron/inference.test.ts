/** The core asks main for inference processes: both sides and everything between them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCoreProcess, type CoreProcess } from '../../electron/core-process.js';
import { createInferenceChannels, type InferenceChannels } from '../../electron/inference-channels.js';
import type { FromCore, InferenceToCore } from '../../electron/messages.js';
import type { InferenceReply, InferenceRequest } from '../../src/node/index.js';
import { forgetElectron, prepareElectron } from '../doubles/electron.js';
import { fakeChildren, type FakeChild, type FakeChildren } from './fake-child.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const request = { id: 1, type: 'anything' } as unknown as InferenceRequest;

let children: FakeChildren;
let main: CoreProcess;
let channels: InferenceChannels;

const of = (entry: string): FakeChild[] => children.started.filter((child) => child.entry === entry);

beforeEach(async () => {
  children = fakeChildren();
  prepareElectron({ utilityProcess: { fork: children.fork } });
  main = startCoreProcess({ core: 'core', inference: 'inference' }, () => undefined);
  const core = of('core')[0]!;
  channels = createInferenceChannels((message: FromCore) => core.say(message));
  core.onReceive = (message) => channels.receive(message as InferenceToCore);
  core.say({ type: 'ready' });
  await settle();
});
afterEach(forgetElectron);

describe('inference processes', () => {
  it('get requests and give replies, each its own', async () => {
    const [a, b] = [channels.start(), channels.start()];
    const replies: Record<'a' | 'b', unknown[]> = { a: [], b: [] };
    a.onReply((reply) => replies.a.push(reply));
    b.onReply((reply) => replies.b.push(reply));
    await settle();
    expect(of('inference')).toHaveLength(2);
    for (const [i, child] of of('inference').entries())
      child.onReceive = (message) => child.say({ echo: message, from: i } as unknown as InferenceReply);
    a.send(request);
    b.send({ ...request, id: 2 });
    await settle();
    await settle();
    expect(replies).toEqual({ a: [{ echo: request, from: 0 }], b: [{ echo: { ...request, id: 2 }, from: 1 }] });
  });

  it('carry tensors whole', async () => {
    const channel = channels.start();
    const seen: unknown[] = [];
    channel.onReply((reply) => seen.push(reply));
    await settle();
    const child = of('inference')[0]!;
    child.onReceive = (message) => child.say(message);
    channel.send({ ...request, data: Float32Array.of(1, 2, 3) } as unknown as InferenceRequest);
    await settle();
    await settle();
    expect(seen).toEqual([{ ...request, data: Float32Array.of(1, 2, 3) }]);
  });

  it('that die are told to the core, and others can be started', async () => {
    const channel = channels.start();
    const reasons: string[] = [];
    channel.onExit((reason) => reasons.push(reason));
    await settle();
    of('inference')[0]!.exit(137);
    await settle();
    expect(reasons).toEqual(['exit code 137']);
    channels.start();
    await settle();
    expect(of('inference')).toHaveLength(2);
  });

  it('are killed when the core stops them, and when the core ends', async () => {
    const channel = channels.start();
    channels.start();
    await settle();
    channel.stop();
    await settle();
    expect(of('inference').map(({ killed }) => killed)).toEqual([true, false]);
    of('core')[0]!.exit(1);
    expect(of('inference').map(({ killed }) => killed)).toEqual([true, true]);
    main.stop();
  });
});
