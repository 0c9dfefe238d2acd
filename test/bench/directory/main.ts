/**
 * `npm run bench -- directory [--people N]`: the directory at a thousand, a hundred thousand and N people (a million unless told): the fold,
 * what it leaves on disk, and what questions cost as the reader under row-level security.
 */
import { TOPICS } from '#contracts';
import { ensureTopics, kafkaSettings, openKafka } from '#kafka';
import { startProjection } from '#projection';
import { DIRECTORY } from '../../../apps/directory/src/directory.js';
import { DATABASE, LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { figure, heading } from '../report.js';
import { ask, sessionsOf, type Asked, type Asking } from './ask.js';
import { foldCompany } from './fold-company.js';
import { startIssuer } from './issuer.js';
import { asOwner, keptDirectory, type Loaded } from './kept-directory.js';
import { startServers, type Servers } from './kept-server.js';
import { companyOf, type Company } from './people.js';
import { questionsOf } from './questions.js';
import { report } from './report-sizes.js';

const MILLION = 1_000_000;
const REQUESTS = 300;

export async function measureDirectory(args: readonly string[]): Promise<void> {
  const most = peopleOf(args);
  const servers = await startServers();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void servers.stop().finally(() => process.exit(130)));
  try {
    const measured = new Map<number, ReadonlyMap<string, Asked>>();
    for (const people of [1_000, 100_000, most].filter((size) => size <= most)) {
      if (!measured.has(people)) measured.set(people, await measureAt(servers, companyOf(people)));
    }
    report(questionsOf(companyOf(most)), measured);
  } finally {
    await servers.stop();
  }
}

function peopleOf(args: readonly string[]): number {
  const at = args.indexOf('--people');
  if (at === -1) return MILLION;
  const people = Number(args[at + 1]);
  if (!Number.isInteger(people) || people < 1_000 || people > 2 * MILLION)
    throw new Error('--people: say how many, from 1000 to 2000000');
  return people;
}

async function measureAt(servers: Servers, company: Company): Promise<ReadonlyMap<string, Asked>> {
  heading(`${company.people.toLocaleString('en')} people`);
  const directory = await keptDirectory(servers.url, company, (into) => foldCompany(into, company, servers));
  await tellFold(directory);
  const issuer = await startIssuer();
  const kafka = { KAFKA_BROKERS: servers.brokers, KAFKA_TOPIC_PREFIX: `asked${company.people}.` };
  await ensureTopics(openKafka(kafkaSettings(kafka), 'bench'), TOPICS, {
    prefix: kafka.KAFKA_TOPIC_PREFIX,
    replicationFactor: 1,
  });
  const service = await startProjection(DIRECTORY, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...issuer.environment,
    DATABASE_URL: directory.url('directory'),
    READER_DATABASE_URL: directory.url('reader'),
    ...kafka,
    READER_RATE_PER_SECOND: '100000',
    READER_RATE_BURST: '100000',
    TENANT_SHARE_LIST_SECONDS: '100',
  });
  try {
    return await asOwner(directory.ownerUrl, async (owner) => {
      const pids = () => sessionsOf(owner, DATABASE.roles.reader);
      return askAll({ url: service.url, token: issuer.token, pids }, company);
    });
  } finally {
    await service.stop();
    await issuer.stop();
  }
}

async function askAll(asking: Asking, company: Company): Promise<ReadonlyMap<string, Asked>> {
  const described = (await (await fetch(`${asking.url}/openapi.json`)).json()) as { readonly paths: object };
  const asked = new Map<string, Asked>();
  for (const question of questionsOf(company, await firstChange(asking))) {
    if (!(question.route in described.paths)) continue;
    asked.set(question.name, await ask(asking, question, REQUESTS));
  }
  return asked;
}

/** Behind everybody, and before the first mark. */
async function firstChange({ url, token }: Asking): Promise<string> {
  const headers = { authorization: `Bearer ${await token()}` };
  const answer = await fetch(`${url}/employees/changes?limit=1`, { headers });
  const { next } = (await answer.json()) as { readonly next: string };
  const place = JSON.parse(Buffer.from(next, 'base64url').toString()) as object;
  return Buffer.from(JSON.stringify({ ...place, from: '3', id: '', phase: 'changes' })).toString('base64url');
}

const SIZE = `
  select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes, pg_relation_size(c.oid)::float8 as heap
    from pg_class c
   where c.relnamespace = $1::regnamespace
     and c.relkind = 'r'
     and pg_total_relation_size(c.oid) > 65536
   order by 2 desc`;

async function tellFold({ folding, isOld, ownerUrl }: Loaded): Promise<void> {
  const { events, seconds, node, postgres, indexSeconds, parked } = folding;
  const cost = `${node.toFixed(0)} µs of Node and ${postgres.toFixed(0)} of PostgreSQL an event`;
  figure(
    `the fold${isOld ? ' (of an earlier run)' : ''}`,
    `${(events / seconds).toFixed(0)} events/s, ${events} in ${seconds.toFixed(1)} s: ${cost}`,
  );
  if (parked > 0) figure('parked', String(parked));
  figure("readers' indexes, and vacuum", `${indexSeconds.toFixed(1)} s`);
  await asOwner(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ name: string; bytes: number; heap: number }>(SIZE, [LIVE_SCHEMA]);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    figure('on disk', `${(bytes / 1e6).toFixed(0)} MB, ${(bytes / events).toFixed(0)} bytes an event`);
    for (const row of rows)
      figure(
        `  ${row.name}`,
        `${(row.bytes / events).toFixed(0).padStart(6)} an event, ${(row.heap / events).toFixed(0)} without indexes`,
      );
  });
}
