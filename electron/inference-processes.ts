/** Main's side: starts inference processes for the core and passes messages on. */
import { utilityProcess, type UtilityProcess } from 'electron';
import type { InferenceReply } from '../src/node/index.js';
import type { InferenceFromCore, InferenceToCore } from './messages.js';

export interface InferenceProcesses {
  handle(message: InferenceFromCore): void;
  /** the core went away: nobody is left to answer to */
  stopAll(): void;
}

export function createInferenceProcesses(entry: string, say: (message: InferenceToCore) => void): InferenceProcesses {
  const running = new Map<string, UtilityProcess>();

  function start(id: string): void {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Lithoscope inference', stdio: 'inherit' });
    running.set(id, child);
    child.on('message', (reply: InferenceReply) => say({ type: 'inference-reply', id, reply }));
    child.on('exit', (code) => {
      if (running.delete(id)) say({ type: 'inference-exit', id, reason: `exit code ${code}` });
    });
  }

  return {
    handle(message) {
      if (message.type === 'inference-start') start(message.id);
      else if (message.type === 'inference-send') running.get(message.id)?.postMessage(message.request);
      else running.get(message.id)?.kill();
    },
    stopAll() {
      const children = [...running.values()];
      running.clear();
      for (const child of children) child.kill();
    },
  };
}
