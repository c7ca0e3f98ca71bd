/**
 * Stands in for `electron` in unit tests (vitest resolves the name to this file). Every part is empty until a test
 * prepares it; touching an unprepared part says so.
 */

const PARTS = [
  'app',
  'BrowserWindow',
  'ipcMain',
  'dialog',
  'protocol',
  'session',
  'shell',
  'Menu',
  'utilityProcess',
  'contextBridge',
  'ipcRenderer',
  'webUtils',
] as const;
type Part = (typeof PARTS)[number];

const prepared = new Map<Part, object>();

function needed(part: Part, use: string): object {
  const found = prepared.get(part);
  if (!found)
    throw new Error(`The test uses electron's ${part}${use}, which it did not prepare; call prepareElectron({ ${part}: ... }) first.`);
  return found;
}

function standIn(part: Part): unknown {
  return new Proxy(function unprepared() {}, {
    get: (_target, key) => {
      const found = needed(part, `.${String(key)}`);
      if (!(key in found)) throw new Error(`The test prepared electron's ${part} without "${String(key)}", which is used.`);
      return Reflect.get(found, key) as unknown;
    },
    construct: (_target, args) => Reflect.construct(needed(part, ' (new)') as new () => object, args) as object,
  });
}

export function prepareElectron(parts: Partial<Record<Part, object>>): void {
  for (const [part, value] of Object.entries(parts)) prepared.set(part as Part, value);
}

export function forgetElectron(): void {
  prepared.clear();
}

export const app = standIn('app');
export const BrowserWindow = standIn('BrowserWindow');
export const ipcMain = standIn('ipcMain');
export const dialog = standIn('dialog');
export const protocol = standIn('protocol');
export const session = standIn('session');
export const shell = standIn('shell');
export const Menu = standIn('Menu');
export const utilityProcess = standIn('utilityProcess');
export const contextBridge = standIn('contextBridge');
export const ipcRenderer = standIn('ipcRenderer');
export const webUtils = standIn('webUtils');
