/** What a command is: a record. Help, docs/cli.md and the parser come from the list in `commands/index.ts`. */
import type { Client, JobProgress, LithoscopeContract } from '../contract/index.js';

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** what the value looks like, for help: "LENGTH"; absent: a switch */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly help: string;
}

/** Options as given: text, several texts, or a switch. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Invocation {
  readonly positionals: readonly string[];
  readonly options: OptionValues;
  /** the contract, in this process */
  readonly client: Client<LithoscopeContract>;
  /** a handle for a path on this machine */
  readonly grant: (path: string, mode: 'read' | 'write') => string;
  readonly call: { readonly signal: AbortSignal; readonly onProgress: (progress: JobProgress) => void };
  /** a line for people, on stderr; nothing with --quiet */
  readonly tell: (line: string) => void;
  readonly readStdin: () => Promise<string>;
}

export interface CommandResult {
  /** the one JSON document of --json */
  readonly document: unknown;
  /** what people read instead */
  readonly text: string;
  readonly exitCode?: number;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** positionals for the usage line: "PATH..." */
  readonly positionals: string;
  readonly minPositionals: number;
  readonly maxPositionals: number;
  readonly options: readonly OptionSpec[];
  run(invocation: Invocation): Promise<CommandResult>;
}

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: 'json', help: 'print exactly one JSON document on stdout' },
  { name: 'quiet', help: 'no progress and no remarks on stderr' },
  { name: 'threads', value: 'N', help: 'worker threads; results do not depend on it' },
  { name: 'memory', value: 'SIZE', help: 'memory budget, like 4GiB' },
  { name: 'debug', help: 'stack traces with errors' },
  { name: 'help', short: 'h', help: 'this text' },
];
