/** One look at the real desktop, where the Electron binary is present. The logic is tested without it. */
import { _electron, expect, test } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Where the electron package keeps its program. It is not imported: that would fetch the program, or throw. */
function electronProgram(): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8') : 'electron';
  const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name);
  return existsSync(program) ? program : undefined;
}

function whyNot(): string | undefined {
  if (electronProgram() === undefined)
    return 'The Electron binary is not here; "npx install-electron" fetches it where the network allows.';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'There is no display for a desktop window.';
  return undefined;
}

test('the desktop opens the sample over its own bridge', async () => {
  const reason = whyNot();
  // the reporters name a skipped test, not why
  if (reason !== undefined) process.stderr.write(`The desktop smoke test is skipped: ${reason}\n`);
  test.skip(reason !== undefined, reason);
  const desktop = await _electron.launch({
    executablePath: electronProgram() ?? '',
    args: [root],
    cwd: root,
    env: { ...(process.env as Record<string, string>), LITHOSCOPE_START: 'sample' },
  });
  try {
    const page = await desktop.firstWindow();
    expect(page.url()).toMatch(/^app:\/\/lithoscope\//);
    await expect(page).toHaveTitle(/Lithoscope/);
    await expect(page.getByTestId('study-name')).toBeVisible({ timeout: 60_000 });
    expect(await page.evaluate(() => Object.keys((window as unknown as { lithoscopeBridge: object }).lithoscopeBridge).length)).toBe(4);
    expect(await page.evaluate(() => typeof (globalThis as unknown as { require?: unknown }).require)).toBe('undefined');
    const preferences = await desktop.evaluate(({ BrowserWindow }) => {
      const [contents] = BrowserWindow.getAllWindows().map(({ webContents }) => webContents);
      return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  } finally {
    await desktop.close();
  }
});
