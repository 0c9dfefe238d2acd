import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Type } from 'typebox';
import { rebuildProjection, runParkedProcess, type RebuildOptions, type Rebuilt, type Word } from '#consumer';
import { kafkaSettings } from '#kafka';
import { onClient, openPool, withSearchPath } from '#postgres';
import { createLogger, eraseTenant, listEnded, readConfig, runCommand, runProcess } from '#service';
import { commandActing, decisionTold } from './acts.js';
import type { Digest } from './digest.js';
import { handlersOf } from './handlers.js';
import { writerPath } from './pools.js';
import type { Environment, Projection } from './projection.js';
import type { ProjectionSettings } from './settings.js';
import { startProjection } from './start.js';

/**
 * The whole of a projection's process: without words the service, else the operator's commands. Exit codes of `digest`
 * and `rebuild`: 0 done, equal or swapped; 1 they differ (`--check`); 2 it failed. Of `parked`: see {@link runParkedProcess}.
 */
export async function runProjection<Settings extends ProjectionSettings>(
  projection: Projection<Settings>,
): Promise<void> {
  const [command, ...words] = process.argv.slice(2);
  const { name, schemas } = projection;
  switch (command) {
    case undefined:
      return runProcess(() => startProjection(projection, process.env));
    case 'parked': {
      const handlers = () => handlersOf(projection, process.env);
      const told = (word: Word) => decisionTold(name, commandActing(word));
      return runParkedProcess({ name, schema: writerPath(schemas), handlers, told, words });
    }
    case 'digest':
      return runCommand('no digest', () => printDigest(projection, words));
    case 'rebuild':
      return runCommand('no rebuild', () => printRebuild(projection, words));
    default:
      process.stderr.write(`${name}: ${command}: no words for the service, or parked, digest or rebuild\n`);
      process.exitCode = 2;
  }
}

type Foldable = Pick<Projection, 'name' | 'schemas' | 'tables' | 'bulk' | 'handlers' | 'digest' | 'keepsOld'>;

/** Folds a fresh one from the first event, compares it with the live one, and puts it in its place unless it only checks. */
export function rebuild(
  projection: Foldable,
  options: RebuildOptions,
  variables: Environment = process.env,
): Promise<Rebuilt<Digest>> {
  const { live: liveSchema, kept } = projection.schemas;
  const { keepsOld = false } = projection;
  const { bulk, ...own } = projection;
  const folding = bulk === undefined ? {} : { bulk: { ...bulk, handlers: handlersOf(bulk, variables) } };
  const handlers = handlersOf(projection, variables);
  return rebuildProjection(
    { ...own, keepsOld, liveSchema, ...(kept === undefined ? {} : { kept }), handlers, ...folding },
    { ...options, onStep: (step) => beside(options, step) },
  );
}

/**
 * Before the two are compared, what either has of tenants that have ended goes: of one that ended while it was folded, or whose
 * rows the service is still removing.
 */
async function beside({ writerUrl, onStep }: RebuildOptions, step: Step): Promise<void> {
  if (step === 'comparing') {
    const pool = openPool({ url: writerUrl, applicationName: 'rebuild-erase', max: 1 });
    try {
      for (const tenantId of await listEnded(pool)) await eraseTenant(pool, tenantId);
    } finally {
      await pool.end();
    }
  }
  await onStep?.(step);
}

type Step = Parameters<NonNullable<RebuildOptions['onStep']>>[0];

const WORDS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const DIGEST_USAGE = 'digest [--json]: SHA-256 over its rows, and how many there are';
const REBUILD_USAGE =
  'rebuild [--check] [--json]: folds a fresh one, compares it with the live one and, without --check, puts it in its place';
const URL_SETTING = Type.String({ minLength: 1 });

async function printDigest({ name, schemas, digest }: Foldable, args: readonly string[]): Promise<void> {
  const values = wordsIn(args, { options: WORDS, usage: DIGEST_USAGE });
  if (values.help) {
    say(DIGEST_USAGE);
    return;
  }
  const { DATABASE_URL } = readConfig(Type.Object({ DATABASE_URL: URL_SETTING }), process.env);
  const found = await onClient({ connectionString: withSearchPath(DATABASE_URL, schemas.live) }, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    return digest(client);
  });
  say(values.json ? JSON.stringify({ projection: name, ...found }) : lineOf(found));
}

async function printRebuild(projection: Foldable, args: readonly string[]): Promise<void> {
  const { name } = projection;
  const options = { ...WORDS, check: { type: 'boolean', default: false } } as const;
  const values = wordsIn(args, { options, usage: REBUILD_USAGE });
  if (values.help) {
    say(REBUILD_USAGE);
    return;
  }
  const settings = readConfig(Type.Object({ DATABASE_URL: URL_SETTING, OWNER_DATABASE_URL: URL_SETTING }), process.env);
  const result = await rebuild(projection, {
    ownerUrl: settings.OWNER_DATABASE_URL,
    writerUrl: settings.DATABASE_URL,
    kafka: kafkaSettings(process.env),
    isCheck: values.check,
    log: createLogger(`${name}-rebuild`, { level: 'warn' }),
    onStep: (step) => void process.stderr.write(`${step}\n`),
  });
  say(values.json ? JSON.stringify({ projection: name, ...result }) : linesOf(name, result).join('\n'));
  process.exitCode = result.isEqual || result.isSwapped ? 0 : 1;
}

/** @throws Error that says which word was not understood, and what may be said */
function wordsIn<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  { options, usage }: { readonly options: Options; readonly usage: string },
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    throw new Error(`${first}; ${usage}`, { cause: error });
  }
}

function linesOf(name: string, { folded, parked, live, rebuilt, ...result }: Rebuilt<Digest>): string[] {
  const byParked = ` by parked events only: release or discard them (npm run projection -- ${name} parked list)`;
  const outcome = result.isEqual ? 'equal' : `DIFFERENT${result.difference === 'parked' ? byParked : ''}`;
  const kept = result.kept === null ? '' : `; what it replaced is kept as ${result.kept}`;
  return [
    `folded ${folded.events} events in ${folded.seconds.toFixed(1)} s (${Math.round(folded.events / folded.seconds)}/s)`,
    `parked ${folded.parked}, live ${parked}`,
    `live    ${lineOf(live)}`,
    `rebuilt ${lineOf(rebuilt)}`,
    `${outcome}${result.isSwapped ? ', swapped in' : ''}${kept}`,
  ];
}

function lineOf({ sha256, rows }: Digest): string {
  return `${sha256}  ${rows} rows`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
