/** Key presses become commands, held keys become modifiers of the viewer. */
import type { App } from '../app/app.js';
import { isTyping, keyName, type Command } from './command.js';

/** Held longer than this, S shows the image only while it is down. */
const PEEK_MS = 250;

export function attachKeyboard(app: App, commands: readonly Command[]): () => void {
  let sDownMs = 0;

  function inViewer(): boolean {
    const region = document.querySelector('[data-region="viewer"]');
    return region !== null && (region.contains(document.activeElement) || region.matches(':hover'));
  }

  function onDown(event: KeyboardEvent): void {
    setModifiers(event);
    if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    const name = keyName(event);
    const command = commands.find((item) => item.keys.includes(name));
    if (!command) {
      if (name === 'Space' && inViewer() && !isTyping(event.target) && !isButton(event.target)) event.preventDefault();
      return;
    }
    if (command.scope === 'viewer') {
      const isHelp = command.id === 'help.keys';
      if (isTyping(event.target) || (!inViewer() && !isHelp)) return;
      // Enter and arrows stay with the control that has focus
      if (event.key.length > 1 && event.key !== 'Escape' && ownsKeys(event.target)) return;
    } else if (isTyping(event.target) && command.group === 'Edit') return;
    if (command.id === 'labels.toggle' && event.repeat) {
      if (Date.now() - sDownMs > PEEK_MS && !app.view.get().peek) app.view.set({ peek: true, overlay: true });
      event.preventDefault();
      return;
    }
    if (!command.enabled(app)) return;
    event.preventDefault();
    sDownMs = Date.now();
    command.run(app);
  }

  function onUp(event: KeyboardEvent): void {
    setModifiers(event);
    if (event.key.toLowerCase() === 's' && app.view.get().peek) app.view.set({ peek: false });
  }

  function setModifiers(event: KeyboardEvent): void {
    const isDown = event.type === 'keydown';
    const space = event.key === ' ' ? isDown : app.view.get().modifiers === 'space' && isDown;
    const ctrl = event.ctrlKey || event.metaKey;
    app.view.set({ modifiers: space ? 'space' : ctrl ? 'ctrl' : event.shiftKey ? 'shift' : event.altKey ? 'alt' : 'none' });
  }

  const onBlur = (): void => app.view.set({ modifiers: 'none', peek: false });

  window.addEventListener('keydown', onDown);
  window.addEventListener('keyup', onUp);
  window.addEventListener('blur', onBlur);
  return () => {
    window.removeEventListener('keydown', onDown);
    window.removeEventListener('keyup', onUp);
    window.removeEventListener('blur', onBlur);
  };
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.tagName === 'BUTTON';
}

/** Sliders, buttons, tables and lists use arrows and Enter themselves. */
function ownsKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target === document.body) return false;
  return target.closest('input, button, a, [role="slider"], [role="tab"], [role="option"], [role="separator"], [data-keys]') !== null;
}
