import { Type, type Static } from 'typebox';
import { PAGE_BYTES } from '#postgres';
import { projectionSettings, type Api, type Parts, type Projection } from '#projection';
import { JSON_ONLY, PATIENCE, readConfig } from '#service';
import { HANDLERS } from './bus/handlers.js';
import { EntriesController } from './http/entries.controller.js';
import { EntryAnswers } from './http/entry-answers.js';
import { OperatorEntriesController } from './http/operator-entries.controller.js';
import { DATABASE, LIVE_SCHEMA } from './storage/database.js';
import { digestLedger } from './storage/digest.js';
import { LedgerReader } from './storage/ledger-reader.js';
import { MIGRATIONS } from './storage/migrations.js';
import { PostgresReadStore } from './storage/postgres-read-store.js';
import { ReadLog } from './storage/read-log.js';
import { ledgerTables, READ_INDEXES } from './storage/schema.js';

/** The schema of its environment. */
export const SETTINGS = Type.Object({
  ...projectionSettings(7304),
  KAFKA_GROUP_ID: Type.Optional(
    Type.String({ description: 'of earlier versions: the group that it named is deleted once nobody is in it' }),
  ),
  CONSUMER_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 32, default: 3, description: 'partitions at a time' }),
  CONSUMER_BATCH_ROWS: Type.Integer({
    minimum: 1,
    maximum: 5_000,
    default: 500,
    description: 'most events of a transaction',
  }),
  CONSUMER_GATHER_MS: Type.Integer({
    minimum: 0,
    maximum: 500,
    default: 100,
    description: 'milliseconds that an event may wait for others to share its transaction',
  }),
  EXPORT_PATIENCE_MS: Type.Integer({
    minimum: 100,
    maximum: 3_600_000,
    default: 60_000,
    description: 'milliseconds in which a client of an export has to take a page of it (at most a mebibyte)',
  }),
  READS_WINDOW_MS: Type.Integer({
    minimum: 1_000,
    maximum: 86_400_000,
    default: 600_000,
    description: 'milliseconds of which what a reader asked is one entry',
  }),
  READER_CONNECTIONS: Type.Integer({ minimum: 5, maximum: 100, default: 8, description: 'of the role that answers' }),
});

/** Connections beside those of the partitions: attempts, checks of a partition, metrics, readiness. */
const SPARE_CONNECTIONS = 3;

const LINES = ['application/x-ndjson'];
const OFFERS: Readonly<Record<string, readonly string[]>> = {
  '/entries.ndjson': LINES,
  '/entries.ocsf.ndjson': LINES,
  '/entries.csv': ['text/csv'],
};

type AuditParts = Parts<Readonly<Static<typeof SETTINGS>>>;

export const AUDIT: Projection<Readonly<Static<typeof SETTINGS>>> = {
  name: 'audit',
  audience: 'rollcall:audit',
  database: { ...DATABASE, migrations: MIGRATIONS },
  schemas: { live: LIVE_SCHEMA },
  settings: (variables) => readConfig(SETTINGS, variables),
  tables: ledgerTables,
  handlers: () => HANDLERS,
  bulk: { indexes: READ_INDEXES, handlers: () => HANDLERS },
  digest: digestLedger,
  // Whether an audit log may go is for a person to say.
  keepsOld: true,
  tuning: (settings) => ({
    concurrency: settings.CONSUMER_CONCURRENCY,
    batchRows: settings.CONSUMER_BATCH_ROWS,
    gatherMs: settings.CONSUMER_GATHER_MS,
    formerGroups: ['rollcall-audit', ...(settings.KAFKA_GROUP_ID === undefined ? [] : [settings.KAFKA_GROUP_ID])],
    folding: settings.CONSUMER_CONCURRENCY + SPARE_CONNECTIONS,
    readers: settings.READER_CONNECTIONS,
  }),
  background: (parts) => Promise.resolve(readLogOf(parts)),
  described: {
    title: 'Rollcall audit log',
    description:
      'Every accepted and every refused write of a tenant, for whom and from which to which value; and what operators did to its credentials and readers.',
    controllers: [EntriesController, OperatorEntriesController],
  },
  api: (parts) => apiOf(parts, readLogOf(parts)),
};

function apiOf({ reads, settings: { EXPORT_PATIENCE_MS: patienceMs } }: AuditParts, readLog: ReadLog): Api {
  return {
    providers: [
      {
        provide: EntryAnswers,
        useValue: new EntryAnswers({ ledger: new LedgerReader(reads), readLog, patienceMs }),
      },
    ],
    offers: (route) => OFFERS[route] ?? JSON_ONLY,
    // A client of an export is given the time that its own setting says, for a whole page as for a part of one.
    patience: {
      ...PATIENCE,
      answerMs: Math.max(PATIENCE.answerMs, patienceMs),
      bytesPerSecond: Math.min(PATIENCE.bytesPerSecond, (PAGE_BYTES * 1_000) / patienceMs),
    },
  };
}

const readLogs = new WeakMap<AuditParts, ReadLog>();

/** One for the process: what answers counts, and what runs beside it makes the entries. */
function readLogOf(parts: AuditParts): ReadLog {
  const known = readLogs.get(parts);
  if (known !== undefined) return known;
  const { writer, logger: log, settings } = parts;
  const { READS_WINDOW_MS: windowMs } = settings;
  const made = new ReadLog({ store: new PostgresReadStore(writer, windowMs), windowMs, log });
  readLogs.set(parts, made);
  return made;
}
