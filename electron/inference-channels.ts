/** The core's side of inference processes that main starts for it. */
import type { InferenceChannel, InferenceReply } from '../src/node/index.js';
import type { InferenceFromCore, InferenceToCore } from './messages.js';

interface Listeners {
  reply: ((reply: InferenceReply) => void)[];
  exit: ((reason: string) => void)[];
}

export interface InferenceChannels {
  start(): InferenceChannel;
  receive(message: InferenceToCore): void;
}

export function createInferenceChannels(say: (message: InferenceFromCore) => void): InferenceChannels {
  const open = new Map<string, Listeners>();
  let next = 0;
  return {
    start() {
      const id = `i${next++}`;
      const listeners: Listeners = { reply: [], exit: [] };
      open.set(id, listeners);
      say({ type: 'inference-start', id });
      return {
        pid: undefined,
        send: (request) => say({ type: 'inference-send', id, request }),
        onReply: (listener) => listeners.reply.push(listener),
        onExit: (listener) => listeners.exit.push(listener),
        // main keeps the processes; they do not keep the core alive
        hold: () => undefined,
        stop: () => say({ type: 'inference-stop', id }),
      };
    },
    receive(message) {
      const listeners = open.get(message.id);
      if (!listeners) return;
      if (message.type === 'inference-reply') for (const listener of listeners.reply) listener(message.reply);
      else {
        open.delete(message.id);
        for (const listener of listeners.exit) listener(message.reason);
      }
    },
  };
}
