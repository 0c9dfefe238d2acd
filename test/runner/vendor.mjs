import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');

/** Packages of very many small files: of the 3,400 modules that a test of scim-api loads, they are 2,600. */
const PACKAGES = [
  ...['', '/compile', '/value', '/error'].map((path) => `typebox${path}`),
  ...['', '/constants.js', '/enums/route-paramtypes.enum.js'].map((path) => `@nestjs/common${path}`),
  ...['core', 'swagger', 'platform-fastify', 'microservices', 'testing'].map((name) => `@nestjs/${name}`),
  ...['sdk-node', 'sdk-trace', 'sdk-metrics', 'resources', 'core', 'exporter-prometheus', 'context-async-hooks'].map(
    (name) => `@opentelemetry/${name}`,
  ),
  'rxjs',
  'rxjs/operators',
  'typeorm',
];

/** Of these there is to be one copy, which others load, too. */
const LEFT = [
  /^node:/,
  /^pg(-|$)/,
  /^fastify/,
  /^@fastify\//,
  /^pino/,
  /^kafkajs/,
  /^@opentelemetry\/api$/,
  // Nobody asks for them, and they look for files beside their own.
  /^@grpc\//,
  /-in-the-middle$/,
  /^reflect-metadata/,
];

/** One for each version of what is installed, and of this. */
const folder = () => {
  const files = [join(root, 'package-lock.json'), join(import.meta.dirname, 'vendor.mjs')];
  const hash = createHash('sha1').update(files.map((file) => readFileSync(file, 'utf8')).join('\0'));
  return join(root, 'node_modules/.cache/vendor', hash.digest('hex').slice(0, 12));
};

/** By what is imported, the file that has it. */
export function vendored() {
  const dir = folder();
  return existsSync(dir) ? PACKAGES.map((name) => [name, pathToFileURL(join(dir, fileOf(name))).href]) : [];
}

/** Makes them, in three seconds, if need be. */
export async function vendor() {
  const dir = folder();
  if (existsSync(dir)) return;
  const { rolldown } = await import('rolldown');
  const entries = new Map(await Promise.all(PACKAGES.map(async (name) => [`entry:${name}`, await entryOf(name)])));
  const bundle = await rolldown({
    input: Object.fromEntries(PACKAGES.map((name) => [fileOf(name).slice(0, -'.mjs'.length), `entry:${name}`])),
    platform: 'node',
    external: LEFT,
    // Drivers and transports that are not installed are asked for in vain, as they are without this.
    logLevel: 'silent',
    plugins: [
      { name: 'entries', resolveId: (id) => (entries.has(id) ? id : null), load: (id) => entries.get(id) ?? null },
    ],
  });
  const half = `${dir}.${process.pid}`;
  await bundle.write({ dir: half, entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[hash].mjs', keepNames: true });
  await bundle.close();
  try {
    renameSync(half, dir);
  } catch (error) {
    rmSync(half, { recursive: true });
    if (!existsSync(dir)) throw error;
  }
}

const fileOf = (name) => `${name.replaceAll('/', '__')}.mjs`;

/** The names that Node finds in a package, also in one that is CommonJS. */
async function entryOf(name) {
  const exported = Object.keys(await import(name)).filter((one) => one !== 'module.exports');
  return `export { ${exported.join(', ')} } from '${name}';`;
}
