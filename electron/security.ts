/** What no page of ours may do. Numbers are those of Electron's security checklist. */
import { app, session, shell, type IpcMainEvent, type WebContents } from 'electron';
import { APP_ORIGIN } from './messages.js';

/** 15: the only addresses that may be handed to the system's browser */
const OUTSIDE: readonly string[] = ['https://doi.org', 'https://bioimage.io'];

function originOf(address: string): string | null {
  try {
    const { protocol, host, origin } = new URL(address);
    return origin === 'null' ? `${protocol}//${host}` : origin;
  } catch {
    return null;
  }
}

export function mayOpenOutside(address: string): boolean {
  const origin = originOf(address);
  return origin !== null && OUTSIDE.includes(origin);
}

/** 17: a message counts only from the main frame of our own page. Read the frame synchronously. */
export function isOurSender(event: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.origin === APP_ORIGIN;
}

function guardContents(contents: WebContents): void {
  // 11, 12: no webviews
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // 13: no navigation away from our page
  const stay = (event: { preventDefault(): void; url: string }): void => {
    if (originOf(event.url) !== APP_ORIGIN) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  // 14, 15: no new windows; known addresses go to the system's browser
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Call before `ready`: sandbox everywhere (4), and rules for every page made later. */
export function hardenApp(): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

/** 5: Electron grants every permission by default; we grant none. */
export function denyPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
}
