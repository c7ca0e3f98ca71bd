import { Kbd, Modal } from '@mantine/core';
import { useApp } from '../app/app.js';
import { useStore } from '../app/store.js';
import type { Command } from './command.js';
import { COMMANDS } from './list.js';
import { shownKey } from './palette.js';

const GROUPS: readonly Command['group'][] = ['Go to', 'View', 'Paint', 'Edit', 'File', 'Help'];

const POINTER: readonly (readonly [string, string])[] = [
  ['Wheel', 'next and previous slice'],
  ['Alt + wheel', 'ten slices'],
  ['Ctrl + wheel', 'zoom at the pointer'],
  ['Shift + wheel', 'brush size'],
  ['Middle drag, Space + drag', 'pan'],
  ['Right drag', 'erase'],
  ['Shift + click', 'pick the class'],
  ['Double click', 'one plane only'],
];

/** Every key in one place, made from the commands themselves. */
export function KeySheet() {
  const app = useApp();
  const opened = useStore(app.overlays, (state) => state.keys);
  return (
    <Modal opened={opened} onClose={() => app.overlays.set({ keys: false })} title="Keys" size="xl">
      <div className="key-sheet">
        <section>
          <h3>Pointer</h3>
          <dl>
            {POINTER.map(([keys, title]) => (
              <div key={keys}>
                <dt>{title}</dt>
                <dd>{keys}</dd>
              </div>
            ))}
          </dl>
        </section>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {COMMANDS.filter((command) => command.group === group && command.keys.length > 0).map((command) => (
                <div key={command.id}>
                  <dt>{command.title}</dt>
                  <dd>
                    {command.keys.map((key) => (
                      <Kbd key={key} size="xs">
                        {shownKey(key)}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
