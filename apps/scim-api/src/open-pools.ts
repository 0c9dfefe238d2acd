import type { Pool } from 'pg';
import { BY_INDEX, openPool, withSettings } from '#postgres';
import type { ScimApiConfig } from './config.js';
import { MAX_LOOK_UPS_IN_FLIGHT } from './storage/read/gathered-reads.js';
import { MAX_LISTS_IN_FLIGHT } from './storage/read/list-reads.js';
import { inShadowOf } from './storage/shadow/shadow-path.js';
import { REFUSALS_IN_FLIGHT } from './storage/refusals.js';
import { MAX_IN_FLIGHT } from './storage/writer/writer.js';

/** A read that takes longer is ended by the database, and answered 400 tooMany. */
export const READ_TIMEOUT_MS = 5_000;

const READING = { pipeline: true, timesAsText: true, statementTimeout: READ_TIMEOUT_MS } as const;

type PoolName =
  'writes' | 'reads' | 'lists' | 'cancels' | 'refused' | 'lookUps' | 'admin' | 'adminWrites' | 'tokens' | ShadowPool;
type ShadowPool = 'shadowWrites' | 'shadowReads' | 'shadowLists';

/**
 * The connections of the process. Whatever waits for a commit has its own: while a standby is away all of those may stand
 * still, and nothing else does. Nor can a burst of writes keep reads waiting.
 */
export function openPools(
  config: ScimApiConfig,
  onIdleError: (error: Error) => void,
): Readonly<Record<PoolName, Pool>> {
  const url = plannedEachTime(config.DATABASE_URL);
  // Whose moments are texts: the session's zone is the one in which an answer writes them.
  const readUrl = withSettings(url, ['TimeZone=UTC']);
  const readPool = (applicationName: string, max: number, at = readUrl): Pool =>
    openPool({ ...READING, url: at, applicationName, max, onIdleError });
  const keyedUrl = withSettings(config.DATABASE_URL, ['TimeZone=UTC', ...BY_INDEX]);
  const adminPool = (applicationName: string): Pool =>
    openPool({ url: config.ADMIN_DATABASE_URL, applicationName, max: 2, onIdleError });
  return {
    writes: openPool({ url, applicationName: 'scim-api-writes', max: MAX_IN_FLIGHT, pipeline: true, onIdleError }),
    reads: readPool('scim-api-reads', MAX_LOOK_UPS_IN_FLIGHT, keyedUrl),
    lists: readPool('scim-api-lists', MAX_LISTS_IN_FLIGHT),
    cancels: readPool('scim-api-cancels', 1),
    refused: openPool({ url, applicationName: 'scim-api-refusals', max: REFUSALS_IN_FLIGHT, onIdleError }),
    lookUps: openPool({ url: unsynced(url), applicationName: 'scim-api', max: 4, onIdleError }),
    admin: adminPool('scim-api-admin'),
    adminWrites: adminPool('scim-api-admin-writes'),
    // Of the token endpoint alone: whoever asks there, the operator's requests wait for nobody.
    tokens: tokenPool(config, onIdleError),
    shadowWrites: shadowPool(inShadowOf(url, 'writes'), onIdleError),
    shadowReads: readPool('scim-api-shadow-reads', SHADOW_READS_IN_FLIGHT, inShadowOf(keyedUrl, 'reads')),
    shadowLists: readPool('scim-api-shadow-lists', SHADOW_READS_IN_FLIGHT, inShadowOf(readUrl, 'reads')),
  };
}

/** Opened as they are wanted: without a shadow there is none. */
const SHADOW_WRITES_IN_FLIGHT = 2;
const SHADOW_READS_IN_FLIGHT = 2;

function shadowPool(url: string, onIdleError: (error: Error) => void): Pool {
  const max = SHADOW_WRITES_IN_FLIGHT;
  return openPool({ url, applicationName: 'scim-api-shadow-writes', max, pipeline: true, onIdleError });
}

/** Its commits wait for no standby: a reader's token needs none, and an access token that a crash takes is got anew. */
function tokenPool({ ADMIN_DATABASE_URL }: ScimApiConfig, onIdleError: (error: Error) => void): Pool {
  return openPool({ url: unsynced(ADMIN_DATABASE_URL), applicationName: 'scim-api-tokens', max: 2, onIdleError });
}

/**
 * Statements stay prepared, but are planned for the tables as they are: a plan that is kept from when a table was small
 * reads all of it, until the next analyze. In an initial cycle the look-up of a batch's names took 2.8 ms at 3,000 users so,
 * and grew with each of them; planned each time it takes 0.3 ms at any size.
 */
function plannedEachTime(url: string): string {
  return withSettings(url, ['plan_cache_mode=force_custom_plan']);
}

/**
 * Commits that wait for no disk and no standby: tokens of rate limits, the last use of a credential, the relay's bell. What a
 * crash takes of them nobody misses, and every request passes here.
 */
function unsynced(url: string): string {
  return withSettings(url, ['synchronous_commit=off']);
}
