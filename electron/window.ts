/** The one window. Every safety switch is written out, defaults included. */
import { BrowserWindow } from 'electron';
import { APP_ORIGIN } from './messages.js';

/** `onPageGone`: a reload, a crash or the end of the page, whose calls nobody waits for any more. */
export function openWindow(preload: string, devTools: boolean, onPageGone: () => void): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 680,
    show: false,
    backgroundColor: '#0f1217',
    title: 'Lithoscope',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools,
    },
  });
  window.once('ready-to-show', () => window.show());
  const { webContents } = window;
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) onPageGone();
  });
  webContents.on('render-process-gone', onPageGone);
  window.on('closed', onPageGone);
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}
