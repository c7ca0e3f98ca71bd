/** What this host is and can do, and the folders that may be browsed. */
import { UnsupportedError } from '../base/index.js';
import { CONTRACT_VERSION } from '../contract/index.js';
import type { FolderEntry } from '../contract/index.js';
import type { CoreHandlers } from './core-types.js';
import type { ServiceHost } from './service-host.js';

type Hello = Pick<CoreHandlers, 'app.hello' | 'files.roots' | 'files.list' | 'host.pick' | 'host.pickFolderToSave'>;

function noDialogs(): UnsupportedError {
  return new UnsupportedError('This host has no file dialogs; drop files, upload them, or browse the granted folders.', {
    code: 'no-dialogs',
  });
}

export function helloHandlers(host: ServiceHost, startStudy: () => Promise<string | null>): Hello {
  const { files } = host.ports;

  function entryOf(ref: string, found: { name: string; kind: 'file' | 'folder'; size: number; modifiedMs: number }): FolderEntry {
    return { ref, name: found.name, kind: found.kind, size: Math.max(0, found.size), modifiedMs: found.modifiedMs };
  }

  return {
    async 'app.hello'() {
      const { appVersion, capabilities, threads, memoryBytes } = host.options;
      return {
        contractVersion: CONTRACT_VERSION,
        appVersion,
        host: host.options.host,
        capabilities: { ...capabilities },
        threads,
        memoryBytes,
        openStudy: await startStudy(),
      };
    },
    async 'files.roots'() {
      const roots: FolderEntry[] = [];
      for (const { ref, path } of host.grants.roots())
        if (await files.exists(path)) roots.push({ ...entryOf(ref, await files.stat(path)), name: path });
      return { roots };
    },
    async 'files.list'({ ref }) {
      const path = await host.grants.resolve(ref);
      const found = await files.list(path);
      // names that begin with a dot are settings and partial files, not data
      const shown = found.filter((entry) => !entry.name.startsWith('.'));
      const parent = files.dirname(path);
      const mayGoUp = host.grants.roots().some((root) => path !== root.path && path.startsWith(files.join(root.path, '/')));
      const root = host.grants.roots().find((one) => path.startsWith(files.join(one.path, '/')));
      return {
        path,
        parent: mayGoUp && root !== undefined ? (parent === root.path ? root.ref : host.grants.child(root.ref, parent)) : null,
        entries: shown.map((entry) => entryOf(host.grants.child(ref, entry.path), entry)),
      };
    },
    // a host with dialogs answers these itself, before they come here
    'host.pick': () => Promise.reject(noDialogs()),
    'host.pickFolderToSave': () => Promise.reject(noDialogs()),
  };
}
