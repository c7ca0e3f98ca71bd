/**
 * An exclusive lock as a file that names its holder. A lock whose holder ran on this computer and is gone is
 * taken over; one from another computer is never judged from here.
 */
import * as fs from 'node:fs/promises';
import { hostname } from 'node:os';
import { ConflictError } from '../base/index.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('pid' in parsed) || !('host' in parsed)) return undefined;
    return typeof parsed.pid === 'number' && typeof parsed.host === 'string' ? { pid: parsed.pid, host: parsed.host } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // a process of another user exists but may not be signalled
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Creates the lock file, complete from the moment it is visible; false when somebody else has it. */
async function tryCreate(file: string, content: string): Promise<boolean> {
  const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await fs.writeFile(own, content, { flag: 'wx' });
  try {
    await fs.link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    // file systems without hard links: creation itself is exclusive
    return await fs.writeFile(file, content, { flag: 'wx' }).then(
      () => true,
      () => false,
    );
  } finally {
    await fs.rm(own, { force: true });
  }
}

/** Moves a stale lock away, unless it changed since it was judged. */
async function removeStale(file: string, judged: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await fs.rename(file, aside);
  } catch {
    return;
  }
  const moved = await fs.readFile(aside, 'utf8');
  if (moved !== judged) await fs.link(aside, file).catch(() => undefined);
  await fs.rm(aside, { force: true });
}

export async function acquireLock(file: string): Promise<{ release(): Promise<void> }> {
  const content = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await tryCreate(file, content)) {
      return {
        async release() {
          const current = await fs.readFile(file, 'utf8').catch(() => '');
          if (current === content) await fs.rm(file, { force: true });
        },
      };
    }
    const text = await fs.readFile(file, 'utf8').catch(() => '');
    const holder = parseHolder(text);
    if (holder !== undefined && (holder.host !== hostname() || isAlive(holder.pid)))
      throw new ConflictError(
        `It is open in another process (number ${holder.pid} on ${holder.host}); close it there, or delete ${file} if that process is gone.`,
        { code: 'locked', subject: file },
      );
    await removeStale(file, text);
  }
  throw new ConflictError(`The lock ${file} keeps changing hands; try again.`, { code: 'locked', subject: file });
}
