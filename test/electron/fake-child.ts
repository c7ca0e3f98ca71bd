/** What `utilityProcess.fork` gives, without a process: messages are cloned and arrive later, in order. */

export interface FakeChild {
  readonly entry: string;
  readonly received: unknown[];
  killed: boolean;
  onReceive: (message: unknown) => void;
  /** the child's side of the port */
  say(message: unknown): void;
  exit(code: number): void;
}

type Handler = (value: unknown) => void;

export interface FakeChildren {
  readonly started: FakeChild[];
  fork(entry: string, args: readonly string[], options: unknown): unknown;
}

export function fakeChildren(): FakeChildren {
  const started: FakeChild[] = [];
  return {
    started,
    fork(entry) {
      const handlers = new Map<string, Handler>();
      const child: FakeChild = {
        entry,
        received: [],
        killed: false,
        onReceive: () => undefined,
        say(message) {
          const copy: unknown = structuredClone(message);
          queueMicrotask(() => handlers.get('message')?.(copy));
        },
        exit: (code) => handlers.get('exit')?.(code),
      };
      started.push(child);
      return {
        on: (name: string, handler: Handler) => void handlers.set(name, handler),
        postMessage(message: unknown) {
          const copy: unknown = structuredClone(message);
          child.received.push(copy);
          queueMicrotask(() => child.onReceive(copy));
        },
        kill() {
          child.killed = true;
        },
      };
    },
  };
}
