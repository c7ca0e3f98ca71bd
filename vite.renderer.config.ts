import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** One static bundle for both hosts: relative addresses, no inline scripts. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
  },
});
