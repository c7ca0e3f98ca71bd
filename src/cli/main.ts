/** Composition root of the command line: arguments to contract calls, documents to stdout, remarks to stderr. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { errorData } from '../base/index.js';
import { contract } from '../contract/index.js';
import { appVersion, createNodeCore } from '../node/index.js';
import { createClient, createDispatcher, memoryTransport } from '../rpc/index.js';
import type { Command } from './command.js';
import { COMMANDS, serve } from './commands/index.js';
import { commandHelp, programHelp } from './help.js';
import { integer, list, memoryBytes, parseCommandLine, UsageError, type Parsed } from './parse.js';
import { runServe } from './serve.js';
import { createProgressLine } from './terminal.js';

const ALL: readonly Command[] = [...COMMANDS, serve];
const stop = new AbortController();

function print(line: string): void {
  process.stdout.write(line.endsWith('\n') ? line : `${line}\n`);
}

function shared({ options }: Parsed): { threads: number; memoryBytes?: number } {
  const budget = memoryBytes(options);
  return {
    threads: integer(options, 'threads', 1, 64) ?? Math.min(8, availableParallelism()),
    ...(budget === undefined ? {} : { memoryBytes: budget }),
  };
}

async function hostBrowser(parsed: Parsed): Promise<void> {
  const { positionals, options } = parsed;
  const [study] = positionals;
  const roots = list(options, 'root');
  const server = await runServe({
    ...(options['sample'] === true ? { open: 'sample' as const } : study === undefined ? {} : { open: { study: resolve(study) } }),
    port: integer(options, 'port', 0, 65535) ?? 0,
    roots: roots.length > 0 ? roots : [process.cwd()],
    ...shared(parsed),
  });
  print(options['json'] === true ? JSON.stringify({ url: server.url, port: server.port }) : server.url);
  if (options['quiet'] !== true)
    process.stderr.write(
      `From another machine: ssh -L ${server.port}:127.0.0.1:${server.port} ${process.env['USER'] ?? 'user'}@this-host, then open the address above there.\n`,
    );
  await new Promise<void>((done) => stop.signal.addEventListener('abort', () => done(), { once: true }));
  await server.close();
}

async function runCommand(command: Command, parsed: Parsed): Promise<number> {
  const { options, positionals } = parsed;
  const quiet = options['quiet'] === true;
  const line = createProgressLine(process.stderr, !quiet);
  const core = createNodeCore({ host: 'cli', roots: [], uploadLimitBytes: 0, dialogs: false, ...shared(parsed) });
  const dispatcher = createDispatcher(contract, core.handlers);
  try {
    const result = await command.run({
      positionals,
      options,
      client: createClient(contract, memoryTransport(dispatcher)),
      grant: (path, mode) => core.grants.grant(resolve(path), mode),
      call: { signal: stop.signal, onProgress: (progress) => line.show(progress) },
      tell: (remark) => {
        line.clear();
        if (!quiet) process.stderr.write(`${remark}\n`);
      },
      readStdin: () => readText(process.stdin),
    });
    line.clear();
    print(options['json'] === true ? JSON.stringify(result.document) : result.text);
    return result.exitCode ?? 0;
  } finally {
    line.clear();
    await core.close();
  }
}

/** what the core says about words that stand on the command line */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'bad-params',
  'bad-parameter',
  'bad-map',
  'bad-length',
  'unknown-metric',
  'unknown-parameter',
  'unknown-generator',
  'unknown-family',
  'unknown-modality',
  'unknown-phase',
]);

function reportFailure(error: unknown, json: boolean, debug: boolean): number {
  const { tag, code, message, subject } = errorData(error);
  if (json) print(JSON.stringify({ error: { code, message, ...(subject === undefined ? {} : { subject }) } }));
  else process.stderr.write(`lithoscope: ${message}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  if (stop.signal.aborted || tag === 'aborted') return 130;
  return error instanceof UsageError || USAGE_CODES.has(code) ? 2 : 1;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const json = argv.includes('--json');
  const debug = argv.includes('--debug');
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      print(programHelp(ALL, appVersion));
      return name === undefined ? 2 : 0;
    }
    if (name === '--version') {
      print(appVersion);
      return 0;
    }
    const command = ALL.find((candidate) => candidate.name === name);
    if (!command) throw new UsageError(`There is no command "${name}"; "lithoscope --help" lists them.`, name);
    const parsed = parseCommandLine(command, rest);
    if (parsed.options['help'] === true) {
      print(commandHelp(command));
      return 0;
    }
    if (command === serve) {
      await hostBrowser(parsed);
      return 0;
    }
    return await runCommand(command, parsed);
  } catch (error) {
    return reportFailure(error, json, debug);
  }
}

// a reader that has seen enough, like `| head`, is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// the first signal stops the work and keeps what is finished; a second one ends the program
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });

process.exitCode = await main(process.argv.slice(2));
