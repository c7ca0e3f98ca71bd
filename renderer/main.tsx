import '@mantine/core/styles.css';
import './ui/base.css';
import './app/frame.css';
import './viewer/viewer.css';
import './panels/panels.css';
import './panels/load/load.css';
import './panels/segment/segment.css';
import './ui/results.css';
import './panels/measure/measure.css';
import './commands/commands.css';
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { AppContext, createApp } from './app/app.js';
import { Frame } from './app/frame.js';
import { attachKeyboard } from './commands/keyboard.js';
import { COMMANDS } from './commands/list.js';
import { createHost } from './host.js';
import { theme } from './ui/theme.js';

const app = createApp(createHost());
attachKeyboard(app, COMMANDS);
// a file dropped beside the drop area must not replace the page
for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <MantineProvider theme={theme} forceColorScheme="dark">
      <AppContext value={app}>
        <Frame />
      </AppContext>
    </MantineProvider>,
  );
void app.session.connect();
