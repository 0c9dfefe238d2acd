import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** In bytes, compressed: what the first page loads before its own part, and what a page may add. */
export const FIRST_LOAD = 150_000;
export const ROUTE = 60_000;

/** The first load and each page that is loaded when it is asked for, by vite's manifest. */
export function sizesOf(dist) {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const compressed = (file) => gzipSync(readFileSync(join(dist, file)), { level: 6 }).length;
  return sizesIn(manifest, compressed);
}

/** @param compressed bytes of a file */
export function sizesIn(manifest, compressed) {
  const first = filesOf(manifest, 'index.html', new Set());
  const sum = (files) => [...files].reduce((total, file) => total + compressed(file), 0);
  const pages = Object.entries(manifest).filter(([, { isDynamicEntry }]) => isDynamicEntry);
  return {
    first: sum(first),
    pages: pages.map(([name]) => ({ name, bytes: sum(filesOf(manifest, name, new Set()).difference(first)) })),
  };
}

export function excesses({ first, pages }) {
  const over = pages.filter(({ bytes }) => bytes > ROUTE);
  return [
    ...(first > FIRST_LOAD ? [`the first load has ${first} bytes of ${FIRST_LOAD}`] : []),
    ...over.map(({ name, bytes }) => `${name} adds ${bytes} bytes of ${ROUTE}`),
  ];
}

function filesOf(manifest, name, seen) {
  if (seen.has(name)) return new Set();
  seen.add(name);
  const { file, css = [], imports = [] } = manifest[name];
  return imports.reduce((all, one) => all.union(filesOf(manifest, one, seen)), new Set([file, ...css]));
}
