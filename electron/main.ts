/** Composition root of the desktop: opens the window, checks senders, forwards messages. No native module, no domain word. */
import { app, BrowserWindow } from 'electron';
import { fileURLToPath } from 'node:url';
import { rendererFolder } from '../src/node/layout.js';
import { loadStaticFiles } from '../src/node/static-files.js';
import { handleScheme, registerScheme } from './app-protocol.js';
import { startCoreProcess } from './core-process.js';
import { createDialogs } from './dialogs.js';
import { createRequestHandler, forwardFrames, frameSender, listenToRenderer } from './ipc.js';
import { installMenu } from './menu.js';
import { denyPermissions, hardenApp } from './security.js';
import { openWindow } from './window.js';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const devTools = !app.isPackaged || process.argv.includes('--dev-tools');
let window: BrowserWindow | undefined;

function theWindow(): BrowserWindow {
  if (!window || window.isDestroyed()) throw new Error('The window is closed.');
  return window;
}

hardenApp();
registerScheme();

if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus());
  await app.whenReady();
  denyPermissions();
  installMenu(devTools);
  const closed = { isDestroyed: () => true, send: () => undefined };
  const send = frameSender(() => (window && !window.isDestroyed() ? window.webContents : closed));
  const core = startCoreProcess({ core: beside('core.js'), inference: beside('../node/inference.js') }, forwardFrames(send));
  handleScheme(core, await loadStaticFiles(rendererFolder));
  listenToRenderer(createRequestHandler(core, createDialogs(theWindow, core), send));
  const open = (): void => {
    window = openWindow(beside('preload.cjs'), devTools, () => core.cancelAll());
  };
  open();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', () => core.stop());
}
