// How the process of a spec file finds and reads modules: `./x.js` is x.ts, `#lib` its source, TypeScript is compiled once,
// and the packages of very many files come in a few (vendor.mjs).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks, SourceMap } from 'node:module';
import { join, resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vendored } from './vendor.mjs';

const root = absolute(import.meta.dirname, '../..');
const cache = join(root, 'node_modules/.cache/specs');
const { exclude: _specs, $schema: _schema, ...rc } = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
const options = { ...rc, module: { type: 'es6' }, sourceMaps: true, swcrc: false };
const require = createRequire(import.meta.url);
const substitutes = new Map([
  ...vendored().map(([specifier, url]) => [specifier, { url, format: 'module' }]),
  ['@jest/globals', { url: new URL('./globals.mjs', import.meta.url).href, format: 'module' }],
  ['jest-snapshot', { url: new URL('./no-snapshots.cjs', import.meta.url).href, format: 'commonjs' }],
]);
/** Of each file that was compiled, where its map is. */
const maps = new Map();

mkdirSync(cache, { recursive: true });
registerHooks({ resolve, load });

function resolve(specifier, context, next) {
  const substitute = substitutes.get(specifier);
  if (substitute !== undefined) return { ...substitute, shortCircuit: true };
  if (specifier.startsWith('#')) return next(specifier, { ...context, conditions: [...context.conditions, 'source'] });
  if (/^\..*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
    const url = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
    if (existsSync(url)) return { url: url.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: compiled(url), shortCircuit: true };
}

function compiled(url) {
  const filename = fileURLToPath(url);
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha1')
    .update(JSON.stringify([options, filename]))
    .update(source)
    .digest('hex');
  const [code, map] = [join(cache, `${key}.js`), join(cache, `${key}.map`)];
  maps.set(url, map);
  if (existsSync(code)) return readFileSync(code, 'utf8');
  const made = require('@swc/core').transformSync(source, { ...options, filename });
  write(map, made.map);
  write(code, made.code);
  return made.code;
}

/** Whole or not at all: another process may be reading it. */
function write(file, text) {
  const half = `${file}.${process.pid}`;
  writeFileSync(half, text);
  renameSync(half, file);
}

// Node's own support reads the map of every module that is loaded, of which most are never asked for.
Error.prepareStackTrace = (error, frames) =>
  [headOf(error), ...frames.map((frame) => `    at ${inSource(frame)}`)].join('\n');

/** Anything may ask for a stack, also what has no words. */
function headOf(error) {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}

function inSource(frame) {
  const url = frame.getFileName();
  const map = maps.get(url);
  if (map === undefined) return String(frame);
  if (typeof map === 'string') maps.set(url, new SourceMap(JSON.parse(readFileSync(map, 'utf8'))));
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  const { lineNumber = line, columnNumber = column } = maps.get(url).findOrigin(line, column);
  return String(frame).replace(`${url}:${line}:${column}`, `${fileURLToPath(url)}:${lineNumber}:${columnNumber}`);
}
