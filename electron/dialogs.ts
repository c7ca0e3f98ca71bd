/** The system's dialogs, answered as handles. The last folder is remembered here, since Electron starts in Downloads. */
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { contract } from '../src/contract/index.js';
import type { CoreProcess } from './core-process.js';

const OPTIONS: Readonly<Record<'stack' | 'folder' | 'study' | 'labels' | 'model', OpenDialogOptions>> = {
  stack: { title: 'Open a stack', properties: ['openFile', 'multiSelections'] },
  folder: { title: 'Open a folder of slices', properties: ['openDirectory'] },
  study: { title: 'Open a study', properties: ['openDirectory'] },
  labels: { title: 'Open a label stack', properties: ['openFile'] },
  model: {
    title: 'Open a model package',
    properties: ['openFile'],
    filters: [{ name: 'BioImage Model Zoo package', extensions: ['zip'] }],
  },
};

export interface Dialogs {
  /** answers the contract's `host.*` methods; undefined for any other */
  answer(method: string, params: unknown): Promise<unknown> | undefined;
}

export function createDialogs(window: () => BrowserWindow, core: Pick<CoreProcess, 'grant'>): Dialogs {
  let lastFolder: string | undefined;
  const startAt = (): { defaultPath?: string } => (lastFolder === undefined ? {} : { defaultPath: lastFolder });

  async function pick(params: unknown): Promise<unknown> {
    const { what } = v.parse(contract['host.pick'].params, params);
    const { canceled, filePaths } = await dialog.showOpenDialog(window(), { ...OPTIONS[what], ...startAt() });
    if (canceled) return { files: [] };
    if (filePaths[0] !== undefined) lastFolder = dirname(filePaths[0]);
    return { files: await Promise.all(filePaths.map(async (path) => ({ ref: await core.grant(path, 'read'), name: basename(path) }))) };
  }

  async function pickFolderToSave(params: unknown): Promise<unknown> {
    const { name } = v.parse(contract['host.pickFolderToSave'].params, params);
    const options: OpenDialogOptions = {
      title: `Choose a folder for ${name}`,
      properties: ['openDirectory', 'createDirectory'],
      ...startAt(),
    };
    const { canceled, filePaths } = await dialog.showOpenDialog(window(), options);
    const [folder] = filePaths;
    if (canceled || folder === undefined) return { folder: null };
    lastFolder = folder;
    return { folder: { ref: await core.grant(folder, 'write'), name: basename(folder) } };
  }

  return {
    answer(method, params) {
      if (method === 'host.pick') return pick(params);
      if (method === 'host.pickFolderToSave') return pickFolderToSave(params);
      return undefined;
    },
  };
}
