import { defineConfig } from 'vite';

// oxc compiles JSX by itself: @vitejs/plugin-react would only add what a development server needs.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2023',
    outDir: '../../../dist/apps/console/web',
    emptyOutDir: true,
    assetsDir: 'assets',
    // Nothing inline: script-src and font-src are 'self' alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      // `use client` says something to servers that render React, of which there is none.
      onLog: (level, log, handler) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
});
