/** Bundles for Node: command line and server, worker, inference process, and the desktop's main and core processes. */
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: {
        'node/cli': 'src/cli/main.ts',
        'node/reader': 'src/node/reader-entry.ts',
        'node/decode': 'src/node/decode-entry.ts',
        'node/worker': 'src/node/worker-entry.ts',
        'node/inference': 'src/node/inference-entry.ts',
        'electron/main': 'electron/main.ts',
        'electron/core': 'electron/core.ts',
      },
      external: ['electron'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'node/chunks/[name]-[hash].js' },
    },
  },
});
