/** Two fixed channels: requests in, frames out. Every sender is checked, then the core process answers. */
import { ipcMain, type IpcMainEvent } from 'electron';
import { isAbsolute } from 'node:path';
import { errorData, InvalidInputError } from '../src/base/index.js';
import type { Frame } from '../src/contract/index.js';
import type { CoreProcess, FrameListener } from './core-process.js';
import type { Dialogs } from './dialogs.js';
import { FRAME_CHANNEL, REQUEST_CHANNEL, type FromRenderer } from './messages.js';
import { isOurSender } from './security.js';

export type SendFrame = (id: string, frame: Frame) => void;

export function frameSender(contents: () => { isDestroyed(): boolean; send(channel: string, ...args: unknown[]): void }): SendFrame {
  return (id, frame) => {
    const target = contents();
    if (!target.isDestroyed()) target.send(FRAME_CHANNEL, id, frame);
  };
}

export function forwardFrames(send: SendFrame): FrameListener {
  return ({ id, frame }) => send(id, frame);
}

async function answerHere(id: string, work: Promise<unknown>, send: SendFrame): Promise<void> {
  try {
    send(id, { type: 'ok', value: await work });
  } catch (error) {
    send(id, { type: 'err', error: errorData(error) });
  }
}

async function grantDropped(core: CoreProcess, path: string): Promise<string> {
  // a relative path, or none, would be looked up from wherever the program was started
  if (!isAbsolute(path)) throw new InvalidInputError('This file is not on the disk; save it first.', { code: 'bad-name' });
  return core.grant(path, 'read');
}

export function createRequestHandler(
  core: CoreProcess,
  dialogs: Dialogs,
  send: SendFrame,
): (event: IpcMainEvent, request: FromRenderer) => void {
  return (event, request) => {
    if (!isOurSender(event)) return;
    if (request.type === 'grant') void answerHere(request.id, grantDropped(core, request.path), send);
    else if (request.type === 'cancel') core.send({ type: 'cancel', id: request.id });
    else {
      const here = dialogs.answer(request.method, request.params);
      if (here) void answerHere(request.id, here, send);
      else core.send({ type: 'start', id: request.id, method: request.method, params: request.params });
    }
  };
}

export function listenToRenderer(handler: (event: IpcMainEvent, request: FromRenderer) => void): void {
  ipcMain.on(REQUEST_CHANNEL, handler);
}
