/** A command is a record: menu, palette, key sheet, buttons and tests share it. */
import type { App } from '../app/app.js';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Go to' | 'File' | 'View' | 'Paint' | 'Edit' | 'Help';
  /** "Ctrl+1", "b", "[": letters by the character typed, brackets by the place of the key */
  readonly keys: readonly string[];
  /** `viewer`: a single letter, only while the viewer has focus or pointer and nobody is typing */
  readonly scope: 'global' | 'viewer';
  readonly enabled: (app: App) => boolean;
  readonly run: (app: App) => void;
}

/** What a key press is called in `keys`. Ctrl and Cmd are one; Shift counts only beside Ctrl or a named key. */
export function keyName(event: KeyboardEvent): string {
  const byPlace: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']' };
  const named = byPlace[event.code] ?? (event.key === ' ' ? 'Space' : event.key);
  const isLetter = named.length === 1;
  const key = isLetter ? named.toLowerCase() : named;
  const ctrl = event.ctrlKey || event.metaKey;
  const shift = event.shiftKey && (ctrl || !isLetter);
  return `${ctrl ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${ctrl && isLetter ? key.toUpperCase() : key}`;
}

/** Whether keys belong to the field that has focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !['range', 'checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
}
