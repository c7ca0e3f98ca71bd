/** The record only: the host itself is started by `runServe`. */
import type { Command } from '../command.js';

export const serve: Command = {
  name: 'serve',
  summary: 'the interface in a browser; prints one address',
  positionals: '[STUDY]',
  minPositionals: 0,
  maxPositionals: 1,
  options: [
    { name: 'port', value: 'N', help: 'port on 127.0.0.1 (a free one)' },
    { name: 'sample', help: 'open the bundled sample' },
    { name: 'root', value: 'FOLDER', multiple: true, help: 'folder that the interface may list (this folder)' },
  ],
  run: () => Promise.reject(new Error('serve is a host; it is started by runServe')),
};
