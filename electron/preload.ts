/** The only bridge: four functions, plain data, no Electron object and no event object (rule 20). */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

// a sandboxed preload cannot import our modules, so the two channel names are repeated here; a test compares them
const REQUEST = 'lithoscope:request';
const FRAME = 'lithoscope:frame';

type Listener = (id: string, frame: unknown) => void;
let listener: Listener | undefined;
const grants = new Map<string, (frame: { type: string; value?: unknown; error?: { message: string } }) => void>();
let next = 0;

ipcRenderer.on(FRAME, (_event, id: string, frame: { type: string }) => {
  const grant = grants.get(id);
  if (grant) {
    grants.delete(id);
    grant(frame);
  } else listener?.(id, frame);
});

contextBridge.exposeInMainWorld('lithoscopeBridge', {
  start: (id: string, method: string, params: unknown) =>
    ipcRenderer.send(REQUEST, { type: 'start', id: String(id), method: String(method), params }),
  cancel: (id: string) => ipcRenderer.send(REQUEST, { type: 'cancel', id: String(id) }),
  onFrame: (next: Listener) => {
    listener = next;
    return () => {
      if (listener === next) listener = undefined;
    };
  },
  /** a dropped or chosen file as a handle; its path never reaches the page */
  pathFor: (file: File) =>
    new Promise<string>((resolve, reject) => {
      const path = webUtils.getPathForFile(file);
      // a file that a script made has no place on the disk
      if (path === '') throw new Error('This file is not on the disk; save it first.');
      const id = `grant-${next++}`;
      grants.set(id, (frame) =>
        frame.type === 'ok' ? resolve(String(frame.value)) : reject(new Error(frame.error?.message ?? 'The file could not be opened.')),
      );
      ipcRenderer.send(REQUEST, { type: 'grant', id, path });
    }),
});
