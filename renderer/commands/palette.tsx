import { Kbd, Modal, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useApp } from '../app/app.js';
import { useStore } from '../app/store.js';
import type { Command } from './command.js';
import { COMMANDS } from './list.js';

/** All commands, found by typing. */
export function Palette() {
  const app = useApp();
  const opened = useStore(app.overlays, (state) => state.palette);
  const close = (): void => app.overlays.set({ palette: false });
  return (
    <Modal opened={opened} onClose={close} withCloseButton={false} padding={0} size="md" yOffset="12vh" aria-label="Commands">
      {opened && <PaletteBody onDone={close} />}
    </Modal>
  );
}

function PaletteBody({ onDone }: { readonly onDone: () => void }) {
  const app = useApp();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = matching(text).filter((command) => command.enabled(app));
  const chosen = found[Math.min(at, found.length - 1)];

  function run(command: Command | undefined): void {
    if (!command) return;
    onDone();
    command.run(app);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setAt((n) => Math.min(found.length - 1, n + 1));
    else if (event.key === 'ArrowUp') setAt((n) => Math.max(0, n - 1));
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <div onKeyDown={onKeyDown}>
      <TextInput
        data-autofocus
        size="sm"
        placeholder="Type a command"
        aria-label="Command"
        value={text}
        data-testid="palette-input"
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul className="palette-list" role="listbox" aria-label="Commands">
        {found.slice(0, 14).map((command) => (
          <li
            key={command.id}
            role="option"
            aria-selected={command === chosen}
            data-chosen={command === chosen || undefined}
            onMouseDown={() => run(command)}
          >
            <span className="dim">{command.group}</span>
            <span className="grow">{command.title}</span>
            {command.keys[0] && <Kbd size="xs">{shownKey(command.keys[0])}</Kbd>}
          </li>
        ))}
        {found.length === 0 && <li className="dim">No command is called that.</li>}
      </ul>
    </div>
  );
}

function matching(text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return COMMANDS.filter((command) => {
    const name = `${command.group} ${command.title}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}

/** "Ctrl+Shift+Z" as it is, letters as capitals. */
export function shownKey(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key.replace('Arrow', '');
}
