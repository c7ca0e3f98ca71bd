// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../renderer/app/app.js';
import { isTyping, keyName } from '../../renderer/commands/command.js';
import { attachKeyboard } from '../../renderer/commands/keyboard.js';
import { COMMANDS } from '../../renderer/commands/list.js';
import { fakeHost, settle, studyState, type FakeHost } from './study-fixture.js';

let app: App;
let host: FakeHost;
let detach: () => void;

beforeEach(() => {
  document.body.innerHTML =
    '<div data-region="viewer"><div id="pane" tabindex="0"></div></div><input id="field"><input id="slider" type="range">';
  host = fakeHost();
  app = createApp(host);
  app.session.adopt(studyState());
  detach = attachKeyboard(app, COMMANDS);
});

afterEach(() => detach());

function press(key: string, init: KeyboardEventInit = {}, id = 'pane'): KeyboardEvent {
  const target = document.getElementById(id)!;
  target.focus();
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

describe('commands', () => {
  test('every id and every key is used once', () => {
    const ids = COMMANDS.map((command) => command.id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test('single letters belong to the viewer only', () => {
    for (const command of COMMANDS) for (const key of command.keys) if (key.length === 1) expect(command.scope, command.id).toBe('viewer');
  });
});

describe('keys', () => {
  test('letters go by the character, brackets by the place of the key', () => {
    expect(keyName(new KeyboardEvent('keydown', { key: 'B' }))).toBe('b');
    expect(keyName(new KeyboardEvent('keydown', { key: 'ü', code: 'BracketLeft' }))).toBe('[');
    expect(keyName(new KeyboardEvent('keydown', { key: 'Z', ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+Z');
    expect(keyName(new KeyboardEvent('keydown', { key: 'z', metaKey: true }))).toBe('Ctrl+Z');
    expect(keyName(new KeyboardEvent('keydown', { key: 'F6', shiftKey: true }))).toBe('Shift+F6');
    expect(keyName(new KeyboardEvent('keydown', { key: '?', shiftKey: true }))).toBe('?');
  });

  test('B takes the brush while the viewer has focus, and is a letter in a text field', () => {
    press('b', {}, 'field');
    expect(app.view.get().tool).toBe('navigate');
    expect(press('b').defaultPrevented).toBe(true);
    expect(app.view.get().tool).toBe('brush');
    press('Escape');
    expect(app.view.get().tool).toBe('navigate');
  });

  test('stages are reached from anywhere, also from a text field', () => {
    press('5', { ctrlKey: true }, 'field');
    expect(app.session.store.get().stage).toBe('measure');
    press('4', { altKey: true });
    expect(app.session.store.get().stage).toBe('review');
  });

  test('undo in a text field is left to the field', async () => {
    app.session.adopt(studyState({ edits: { undo: 1, redo: 0, undoTitle: 'Brush', redoTitle: null, savedMs: null, restored: 0 } }));
    press('z', { ctrlKey: true }, 'field');
    await settle();
    expect(host.calls).toEqual([]);
    press('z', { ctrlKey: true });
    await settle();
    expect(host.calls).toContain('edit.undo');
  });

  test('arrows move the crosshair in the active plane, Page Down the slice', () => {
    press('ArrowRight');
    press('ArrowDown');
    press('PageDown');
    expect(app.view.get().cursor).toEqual([3, 5, 6]);
    press('End');
    expect(app.view.get().cursor[0]).toBe(3);
    press('Home');
    expect(app.view.get().cursor[0]).toBe(0);
  });

  test('arrows stay with a slider that has focus', () => {
    const slider = document.getElementById('slider')!;
    document.querySelector('[data-region="viewer"]')!.append(slider);
    expect(press('ArrowRight', {}, 'slider').defaultPrevented).toBe(false);
    expect(app.view.get().cursor).toEqual([2, 4, 5]);
  });

  test('Enter stamps the brush at the crosshair: painting without a mouse', async () => {
    press('b');
    press('2');
    press('Enter');
    await settle();
    expect(host.strokes).toMatchObject([{ axis: 'z', slice: 2, points: [[4, 5]], phase: 2 }]);
  });

  test('S toggles the labels; held, it shows the image until it is released', async () => {
    press('s');
    expect(app.view.get().overlay).toBe(false);
    press('s');
    await new Promise((resolve) => setTimeout(resolve, 280));
    press('s', { repeat: true });
    expect(app.view.get()).toMatchObject({ peek: true, overlay: true });
    document.getElementById('pane')!.dispatchEvent(new KeyboardEvent('keyup', { key: 's', bubbles: true }));
    expect(app.view.get()).toMatchObject({ peek: false, overlay: true });
  });

  test('Tab is never taken', () => {
    expect(press('Tab').defaultPrevented).toBe(false);
  });

  test('fields that take text are told from those that do not', () => {
    expect(isTyping(document.getElementById('field'))).toBe(true);
    expect(isTyping(document.getElementById('slider'))).toBe(false);
  });
});
