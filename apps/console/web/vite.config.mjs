import { defineConfig } from 'vite';

/** React Aria speaks 34 languages: those that the console does not are told in English, which takes 10 kB from a page with a tree. */
const FOREIGN = /react-aria[/\\]dist[/\\]private[/\\]intl[/\\]\w+[/\\](?!en-US|de-DE)[\w-]+\.mjs$/;
const spokenLanguages = {
  name: 'spoken-languages',
  load: (id) => (FOREIGN.test(id) ? "export { default } from './en-US.mjs';" : null),
};

// oxc compiles JSX by itself: @vitejs/plugin-react would only add what a development server needs.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [spokenLanguages],
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
