/**
 * `npm run bench -- directory [--people N] [--quick] [--load] [--fold] [--questions] [--pages] [--times N]`: the directory at a thousand, a hundred thousand and
 * N people (a million unless told, 20,000 for `--quick`): what questions cost as the reader under row-level security, the fold, what it
 * leaves on disk, a rebuild while the API answers, and how soon the console's pages show the largest one's answers. Of the parts only what is
 * named is done. `--times` asks each question so many times and takes the least, for a machine that does other things.
 */
import { kafkaSettings } from '#kafka';
import { figure, heading } from '../report.js';
import { answering, type KafkaVariables } from './answering.js';
import { ask, oneAnswer, type Asked, type Asking } from './ask.js';
import { foldCompany, publishCompany } from './fold-company.js';
import {
  directoryOf,
  dropDirectory,
  keptDirectory,
  newDirectory,
  sizesOf,
  type Directory,
  type Loaded,
} from './kept-directory.js';
import { startServers, type Servers } from './kept-server.js';
import { measurePages } from './pages.js';
import { companyOf, type Company } from './people.js';
import { questionsOf } from './questions.js';
import { rebuildMeanwhile } from './rebuild-meanwhile.js';
import { report } from './report-sizes.js';

const MILLION = 1_000_000;
const QUICK = 20_000;
/** Who make three hundred thousand events. */
const FOLDED = 220_000;
const REQUESTS = 300;
const PARTS = ['load', 'fold', 'questions', 'pages'] as const;
type Does = (part: (typeof PARTS)[number]) => boolean;

export async function measureDirectory(args: readonly string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const otherwise = isQuick ? QUICK : MILLION;
  const most = numberOf(args, '--people', { least: 1_000, most: 2 * MILLION, otherwise });
  const times = numberOf(args, '--times', { least: 1, most: 20, otherwise: 1 });
  const named = PARTS.filter((part) => args.includes(`--${part}`));
  const does: Does = (part) => named.length === 0 || named.includes(part);
  const servers = await startServers();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void servers.stop().finally(() => process.exit(130)));
  try {
    if (does('fold')) await measureFold(servers, companyOf(isQuick ? QUICK : FOLDED));
    await measureSizes(servers, { most, times, does });
  } finally {
    await servers.stop();
  }
}

interface Told {
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

function numberOf(args: readonly string[], word: string, { least, most, otherwise }: Told): number {
  const at = args.indexOf(word);
  if (at === -1) return otherwise;
  const number = Number(args[at + 1]);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`${word}: say how many, from ${least} to ${most}`);
  return number;
}

interface Sizes {
  readonly most: number;
  readonly times: number;
  readonly does: Does;
}

async function measureSizes(servers: Servers, { most, times, does }: Sizes): Promise<void> {
  const measured = new Map<number, ReadonlyMap<string, Asked>>();
  const sizes = does('load') || does('questions') ? [1_000, 100_000, most] : does('pages') ? [most] : [];
  for (const people of new Set(sizes.filter((size) => size <= most))) {
    const company = companyOf(people);
    heading(counted(people));
    const directory = await keptDirectory(servers.url, company);
    await tellLoaded(directory);
    if (!does('questions') && !(does('pages') && people === most)) continue;
    await answering(directory, kafkaFor(servers, `asked${people}.`), async (asking) => {
      if (does('questions')) measured.set(people, await askAll(asking, company, times));
      if (does('pages') && people === most) await measurePages(asking, company);
    });
  }
  if (measured.size > 0) report(questionsOf(companyOf(most)), measured);
}

/** Of a company of its own, with its topic, of which nothing stays. */
async function measureFold(servers: Servers, company: Company): Promise<void> {
  heading(`The fold of ${counted(company.people)}`);
  const directory = directoryOf(servers.url, 'fold');
  const kafka = kafkaFor(servers, 'folded.');
  await newDirectory(servers.url, directory);
  try {
    await publishCompany(kafkaSettings(kafka), company);
    const { events, seconds, node, postgres, indexSeconds, parked } = await foldCompany(
      directory,
      kafkaSettings(kafka),
      servers.pid,
    );
    const cost = `${node.toFixed(0)} µs of Node and ${postgres.toFixed(0)} of PostgreSQL an event`;
    figure('the fold', `${(events / seconds).toFixed(0)} events/s, ${events} in ${seconds.toFixed(1)} s: ${cost}`);
    if (parked > 0) figure('parked', String(parked));
    figure("readers' indexes, and vacuum", `${indexSeconds.toFixed(1)} s`);
    await tellSizes(directory, events);
    await answering(directory, kafka, (asking) => rebuilt({ directory, kafka, company, asking }));
  } finally {
    await dropDirectory(servers.url, directory);
  }
}

interface Rebuilt {
  readonly directory: Directory;
  readonly kafka: KafkaVariables;
  readonly company: Company;
  readonly asking: Asking;
}

async function rebuilt({ directory, kafka, company, asking }: Rebuilt): Promise<void> {
  const asked = questionsOf(company).filter(({ isSteady = false }) => isSteady);
  const of = (n: number): string => asked[n % asked.length]?.of(n) ?? '/org';
  const {
    seconds,
    folded,
    isEqual,
    isSwapped,
    wall,
    asked: times,
  } = await rebuildMeanwhile(directory, kafka, asking, of);
  const state = `${isEqual ? 'equal' : 'DIFFERENT'}${isSwapped ? ', swapped in' : ''}`;
  figure('a rebuild, the API answering meanwhile', `${seconds.toFixed(1)} s: ${state}`);
  figure('  of which folding and indexes', `${folded.seconds.toFixed(1)} s, ${folded.events} events`);
  figure('  so of a million people, by proportion', `${((seconds * MILLION) / company.people / 60).toFixed(1)} min`);
  figure('  one reader meanwhile', `p50 ${wall.p50.toFixed(1)} ms   p99 ${wall.p99.toFixed(1)} ms   (${times})`);
}

async function askAll(asking: Asking, company: Company, times: number): Promise<ReadonlyMap<string, Asked>> {
  const described = JSON.parse((await oneAnswer(asking, '/openapi.json')).text) as { readonly paths: object };
  const asked = new Map<string, Asked>();
  for (const question of questionsOf(company, await firstChange(asking))) {
    if (!(question.route in described.paths)) continue;
    asked.set(question.name, await ask(asking, question, { requests: REQUESTS, times }));
  }
  return asked;
}

/** Behind everybody, and before the first mark. */
async function firstChange(asking: Asking): Promise<string> {
  const { next } = JSON.parse((await oneAnswer(asking, '/employees/changes?limit=1')).text) as {
    readonly next: string;
  };
  const place = JSON.parse(Buffer.from(next, 'base64url').toString()) as object;
  return Buffer.from(JSON.stringify({ ...place, from: '3', id: '', phase: 'changes' })).toString('base64url');
}

async function tellLoaded({ loading, isOld, ...directory }: Loaded): Promise<void> {
  const { events, seconds, indexSeconds } = loading;
  const when = isOld ? ' (in an earlier run)' : '';
  figure(
    `loaded by COPY${when}`,
    `${events} events in ${seconds.toFixed(1)} s, indexes in ${indexSeconds.toFixed(1)} s`,
  );
  await tellSizes(directory, events);
}

async function tellSizes(directory: Directory, events: number): Promise<void> {
  const tables = await sizesOf(directory);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const each = (of: number): string => (of / events).toFixed(0);
  figure('on disk', `${(bytes / 1e6).toFixed(0)} MB, ${each(bytes)} bytes an event`);
  for (const table of tables)
    figure(`  ${table.name}`, `${each(table.bytes).padStart(6)} an event, ${each(table.heap)} without indexes`);
}

function kafkaFor({ brokers }: Servers, prefix: string): KafkaVariables {
  return { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
}

function counted(people: number): string {
  return `${people.toLocaleString('en')} people`;
}
