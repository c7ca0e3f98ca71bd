/** `npm start` says why the desktop cannot start: three reasons, three sentences. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

interface StartScript {
  nodeTooOld(version: string): string | undefined;
  noDisplay(platform: string, env: Record<string, string>): string | undefined;
  binaryFrom(
    asked: { status: number | null; stdout: string | null },
    exists: (path: string) => boolean,
  ): { path?: string; reason?: string };
}

let script: StartScript;
const file = resolve(import.meta.dirname, '../../scripts/start.mjs');

beforeAll(async () => {
  script = (await import(pathToFileURL(file).href)) as StartScript;
});

describe('npm start', () => {
  it('knows which Node is too old for Electron', () => {
    for (const version of ['18.20.0', '20.19.0', '20.20.1', '22.11.9'])
      expect(script.nodeTooOld(version)).toContain(`Node ${version} is too old`);
    for (const version of ['22.12.0', '22.23.3', '24.0.0', '100.0.0']) expect(script.nodeTooOld(version)).toBeUndefined();
  });

  it('knows where there is no display', () => {
    expect(script.noDisplay('linux', {})).toContain('no display');
    expect(script.noDisplay('linux', { DISPLAY: '' })).toContain('no display');
    expect(script.noDisplay('linux', { DISPLAY: ':0' })).toBeUndefined();
    expect(script.noDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBeUndefined();
    expect(script.noDisplay('darwin', {})).toBeUndefined();
    expect(script.noDisplay('win32', {})).toBeUndefined();
  });

  it('knows whether there is a binary', () => {
    const here = (path: string): boolean => path === '/app/electron';
    expect(script.binaryFrom({ status: 0, stdout: '/app/electron' }, here)).toEqual({ path: '/app/electron' });
    expect(script.binaryFrom({ status: 0, stdout: 'Downloading Electron binary...\n/app/electron\n' }, here)).toEqual({
      path: '/app/electron',
    });
    for (const asked of [
      { status: 1, stdout: 'Downloading Electron binary...\n' },
      { status: 1, stdout: '/app/electron' },
      { status: 0, stdout: '/gone/electron' },
      { status: 0, stdout: '' },
      { status: null, stdout: null },
    ])
      expect(script.binaryFrom(asked, here).reason).toContain('no network');
  });

  it('has one sentence for each', () => {
    const sentences = [
      script.nodeTooOld('20.0.0'),
      script.noDisplay('linux', {}),
      script.binaryFrom({ status: 1, stdout: '' }, () => false).reason,
    ];
    expect(new Set(sentences).size).toBe(3);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*[^.]$/);
  });

  it('does nothing when it is only imported', () => {
    const { stdout, status } = spawnSync(
      process.execPath,
      ['-e', `import(${JSON.stringify(pathToFileURL(file).href)}).then(() => console.log('quiet'))`],
      {
        encoding: 'utf8',
      },
    );
    expect([status, stdout.trim()]).toEqual([0, 'quiet']);
  });
});
