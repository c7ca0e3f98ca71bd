import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { afterEach, describe, expect, it } from 'vitest';
import { createDialogs } from '../../electron/dialogs.js';
import { installMenu, menuTemplate } from '../../electron/menu.js';
import { forgetElectron, prepareElectron } from '../doubles/electron.js';

afterEach(forgetElectron);

interface Shown {
  title: string;
  properties: string[];
  defaultPath?: string;
}

function setUp(answers: { canceled: boolean; filePaths: string[] }[]) {
  const shown: Shown[] = [];
  prepareElectron({
    dialog: {
      showOpenDialog: (_window: unknown, options: Shown) => {
        shown.push(options);
        return Promise.resolve(answers.shift());
      },
    },
  });
  const dialogs = createDialogs(() => ({}) as BrowserWindow, { grant: (path, mode) => Promise.resolve(`${mode}:${path}`) });
  return { shown, dialogs };
}

describe('dialogs', () => {
  it('give handles and names, and remember the folder', async () => {
    const { dialogs, shown } = setUp([
      { canceled: false, filePaths: ['/data/a.tif', '/data/b.tif'] },
      { canceled: true, filePaths: [] },
    ]);
    expect(await dialogs.answer('host.pick', { what: 'stack' })).toEqual({
      files: [
        { ref: 'read:/data/a.tif', name: 'a.tif' },
        { ref: 'read:/data/b.tif', name: 'b.tif' },
      ],
    });
    expect(await dialogs.answer('host.pick', { what: 'model' })).toEqual({ files: [] });
    expect(shown.map(({ defaultPath }) => defaultPath)).toEqual([undefined, '/data']);
    expect(shown[0]?.properties).toEqual(['openFile', 'multiSelections']);
  });

  it('grant writing only where a person chose a place to save', async () => {
    const { dialogs } = setUp([
      { canceled: false, filePaths: ['/out'] },
      { canceled: true, filePaths: [] },
    ]);
    expect(await dialogs.answer('host.pickFolderToSave', { name: 'sample' })).toEqual({ folder: { ref: 'write:/out', name: 'out' } });
    expect(await dialogs.answer('host.pickFolderToSave', { name: 'sample' })).toEqual({ folder: null });
  });

  it('check what they are asked, and leave everything else to the core', async () => {
    const { dialogs, shown } = setUp([]);
    await expect(dialogs.answer('host.pick', { what: '/etc/passwd' })).rejects.toThrow();
    expect(dialogs.answer('study.open', {})).toBeUndefined();
    expect(shown).toEqual([]);
  });
});

describe('the menu', () => {
  const roles = (template: MenuItemConstructorOptions[]): string[] =>
    template.flatMap(({ role, submenu }) => [...(role ? [role] : []), ...(Array.isArray(submenu) ? roles(submenu) : [])]);

  it('offers developer tools only where they are allowed', () => {
    expect(roles(menuTemplate(false, false))).not.toContain('toggleDevTools');
    expect(roles(menuTemplate(false, true))).toContain('toggleDevTools');
  });

  it('never reloads the page, and leaves undo to it', () => {
    for (const isMac of [true, false]) {
      const all = roles(menuTemplate(isMac, true));
      for (const role of ['reload', 'forceReload', 'undo', 'redo', 'editMenu', 'viewMenu']) expect(all).not.toContain(role);
    }
    expect(roles(menuTemplate(true, false))).toContain('appMenu');
  });

  it('is installed', () => {
    let installed: unknown;
    prepareElectron({
      Menu: { buildFromTemplate: (template: unknown) => ({ template }), setApplicationMenu: (menu: unknown) => (installed = menu) },
    });
    installMenu(false);
    expect(installed).toHaveProperty('template');
  });
});
