import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { sqlState } from '#postgres';
import { ScimError } from '#scim';
import { storedUser } from '../resource-row.js';
import { insertEmails, otherEmails } from '../statements/user-emails.js';
import { inSession, type Session, type Sessions, type Writing } from '../writer/session.js';
import { SHADOW_PATH } from './shadow-path.js';
import { inShadow } from './shadow-statements.js';

/** Of migration 0117: the transaction would touch more than a shadow holds. */
const FULL = 'RC100';

// The path is the transaction's own: a pooler may have dropped the connection's, and nothing may be written past the shadow.
const OPEN = `
  select connection_id, state, set_config('search_path', '${SHADOW_PATH.writes}', true)
    from public.shadows
   where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
     for no key update`;

/**
 * Transactions of a shadow, of which a tenant has one at a time: they wait for each other, and for whoever ends it. They find
 * what was touched under the names of the tables (`shadow-path.ts`), so that the statements are the writer's own; whom these lock is
 * copied before.
 */
export class ShadowSessions implements Sessions {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async inShadow<Result>(writing: Writing, work: (session: Session) => Promise<Result>): Promise<Result> {
    try {
      return await inSession(this.#pool, writing.tenantId, async (session) => {
        const [opened] = await session.send({ name: 'open-shadow', text: OPEN });
        assertOpen(opened?.rows[0], writing);
        return work(shadowed(session, writing.tenantId));
      });
    } catch (error) {
      throw sqlState(error) === FULL ? new ScimError('shadow-full') : error;
    }
  }
}

/** The connection may have gone live since its credential was looked up. @throws ScimError nothing of it is written then */
function assertOpen(row: QueryResultRow | undefined, { changes }: Writing): void {
  const isItsOwn = changes.every(({ request }) => request.actor.connectionId === row?.connection_id);
  if (row?.state === 'going-live') throw new ScimError('going-live');
  if (row === undefined || !isItsOwn) throw new ScimError('unavailable');
}

function shadowed(session: Session, tenantId: string): Session {
  return {
    async send<Row extends QueryResultRow>(...statements: readonly QueryConfig[]): Promise<QueryResult<Row>[]> {
      const known = statements.map(inShadow);
      for (const { touch } of known) if (touch !== null) await touched(session, tenantId, touch);
      return session.send<Row>(...known.map(({ statement }) => statement));
    },
    finish: (...statements) => session.finish(...statements.map((one) => inShadow(one).statement)),
  };
}

/** Addresses beyond the first are found by what the user has: no index leads to them. */
async function touched(session: Session, tenantId: string, touch: QueryConfig): Promise<void> {
  const [copied] = await session.send(touch);
  if (touch.name !== 'touch-users') return;
  const emails = (copied?.rows ?? []).flatMap((row) => otherEmails(storedUser(row)));
  if (emails.length > 0) await session.send(insertEmails(tenantId, emails));
}
