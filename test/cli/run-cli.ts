/** The command line as others run it: a process, its exit status and its two streams. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const program = resolve(root, 'bin/lithoscope.mjs');

/** Builds once where nothing was built yet. */
export function ensureBuilt(): void {
  if (existsSync(resolve(root, 'dist/node/cli.js'))) return;
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', 'node'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** the one document of --json */
  readonly json: () => Record<string, unknown>;
}

export interface RunSettings {
  readonly cwd: string;
  readonly stdin?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

export function lithoscope(args: readonly string[], { cwd, stdin = '', onStart }: RunSettings): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, LITHOSCOPE_DATA: cwd } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    onStart?.(child);
  });
}
