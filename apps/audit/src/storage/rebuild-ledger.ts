import { rebuildProjection, type Handlers, type RebuildOptions, type Rebuilt } from '#consumer';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { LIVE_SCHEMA } from './database.js';
import { digestLedger, type Digest } from './digest.js';
import { ledgerTables } from './schema.js';

/** Folds a fresh log, compares it with the live one, and puts it in its place unless it only checks. */
export function rebuildLedger(handlers: Handlers, options: RebuildOptions): Promise<Rebuilt<Digest>> {
  return rebuildProjection(
    {
      name: 'audit',
      liveSchema: LIVE_SCHEMA,
      tables: ledgerTables,
      handlers,
      digest: digestLedger,
      // Whether an audit log may go is for a person to say.
      keepsOld: true,
    },
    options,
  );
}

const DIGEST_TIMEOUT_MS = 600_000;

/** The live log's digest, all of one moment. */
export async function digestOf(writerUrl: string): Promise<Digest> {
  const url = withSearchPath(writerUrl, LIVE_SCHEMA);
  const pool = openPool({ url, applicationName: 'audit-digest', max: 1, statementTimeout: DIGEST_TIMEOUT_MS });
  try {
    return await inTransaction(pool, digestLedger);
  } finally {
    await pool.end();
  }
}
