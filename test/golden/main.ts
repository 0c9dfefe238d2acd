/**
 * `npm run golden`: writes libs/contracts/golden anew from what is really published. Where nothing changed, a second run
 * changes no byte.
 */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TraceCollector } from '../support/trace-collector.js';
import { World } from '../support/world.js';
import { goldenFiles, recordGolden } from './record.js';
import { ENDING } from './traffic.js';

const folder = join(process.cwd(), 'libs/contracts/golden');
await using teardown = new AsyncDisposableStack();
const collector = teardown.adopt(await TraceCollector.start(), (started) => started.stop());
const settings = { all: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...ENDING } };
const world = teardown.adopt(await World.start({ processes: ['scim-api', 'relay'], settings }), (one) => one.stop());
const files = goldenFiles(await recordGolden(world));
for (const file of await readdir(folder)) if (!files.has(file)) await rm(join(folder, file));
for (const [file, text] of files) await writeFile(join(folder, file), text);
process.stdout.write(`${files.size / 2} messages in ${folder}\n`);
