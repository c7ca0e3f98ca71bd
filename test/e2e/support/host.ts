/** The real program as a child process, in a folder of its own that is removed afterwards. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');
const program = join(root, 'bin', 'lithoscope.mjs');

export interface Host {
  readonly url: string;
  readonly origin: string;
  readonly token: string;
  readonly process: ChildProcess;
  /** ends the process at once, as a power cut would */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export function makeFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lithoscope-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A command that must succeed; its JSON document. */
export function runCommand(args: readonly string[], dataFolder: string): unknown {
  const done = spawnSync(process.execPath, [program, ...args, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, LITHOSCOPE_DATA: dataFolder },
    maxBuffer: 2 ** 28,
  });
  if (done.status !== 0) throw new Error(`lithoscope ${args.join(' ')} ended with ${done.status}: ${done.stdout}${done.stderr}`);
  return JSON.parse(done.stdout) as unknown;
}

function ended(child: ChildProcess): Promise<void> {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once('exit', () => done()));
}

export async function startHost(dataFolder: string, args: readonly string[] = []): Promise<Host> {
  const child = spawn(process.execPath, [program, 'serve', '--quiet', '--root', dataFolder, ...args], {
    cwd: dataFolder,
    env: { ...process.env, LITHOSCOPE_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((found, failed) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = /http:\/\/\S+/.exec(text);
      if (match) found(match[0]);
    });
    child.once('exit', (code) => failed(new Error(`the host ended with ${code}: ${text}${errors}`)));
  });
  const { origin, hash } = new URL(url);
  return {
    url,
    origin,
    token: hash.replace('#token=', ''),
    process: child,
    kill: () => {
      child.kill('SIGKILL');
      return ended(child);
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended(child);
    },
  };
}
