import { TestScimApi } from '../../apps/scim-api/src/scim-api.fixture.js';
import { readCommandLine } from '../support/command-line.js';
import { Fuzzer } from './fuzzer.js';

const USAGE = `npm run fuzz -- [options]

  --requests  how many (default 1000000)
  --seed      what they are made of (default: another each time, which is told)

Exit code 1 when something happened that may never happen.
`;

const { values } = readCommandLine(USAGE, {
  options: { requests: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
});
const requests = Number(values.requests);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
process.stdout.write(`${requests} requests, seed ${seed}\n`);

const api = await TestScimApi.start(undefined, showError);
const { token, tenantId } = api.first;
const report = await new Fuzzer(
  { url: api.service.url, token, tenantId, owner: api.owner },
  { requests, seed, onProgress: (done) => process.stderr.write(`\r${done}`) },
).run();
await api.stop();

const { breaches, statuses, perSecond, memory, eventLoopDelay } = report;
process.stdout.write(`\n${perSecond.toFixed(0)} requests/s, answers ${JSON.stringify(statuses)}\n`);
process.stdout.write(
  `memory ${memory.start.toFixed(0)} MB, at most ${memory.peak.toFixed(0)} MB, ${memory.end.toFixed(0)} MB at the end; ` +
    `event loop p99 ${eventLoopDelay.toFixed(1)} ms\n`,
);
for (const breach of breaches) process.stdout.write(`✗ ${breach}\n`);
process.stdout.write(breaches.length === 0 ? 'nothing that may not happen\n' : `${breaches.length} breaches\n`);
process.exitCode = breaches.length === 0 ? 0 : 1;

/** What the service itself calls an error; all its lines would be a gigabyte. */
function showError(line: string): void {
  if (/"level":(?:"error"|5\d)/.test(line)) process.stderr.write(`\n${line.slice(0, 2_000)}`);
}
