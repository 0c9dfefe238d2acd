import type { Pool } from 'pg';
import { inTransaction, scopeToTenant } from '#postgres';
import { IDLE_SECONDS, type AccountKind, type Role } from '../sessions/session.js';
import { tell, type Asking } from './tell.js';

const LIST = `
  select a.id, a.kind, a.name, a.roles, a.last_sign_in_at, a.emergency,
         a.sees_sensitive as "seesSensitive", count(s.id)::int as sessions,
         (select count(*)::int from passkeys p where p.account_id = a.id) as passkeys
    from accounts a
    left join sessions s
      on s.account_id = a.id
     and s.ends_at > now()
     and s.seen_at > now() - make_interval(secs => ${IDLE_SECONDS})
   group by a.id
   order by a.last_sign_in_at desc, a.id
   limit $1`;

/** All administrators are locked: two who take the role from each other wait for one another. */
const ADMINISTRATORS = `
  select id
    from accounts
   where kind <> 'demonstration'
     and 'identity-administrator' = any (roles)
   order by id
     for update`;

const FIND = `
  select kind, roles from accounts where id = $1::uuid for update`;

/** What goes with a role goes by a trigger: whoever loses it, and by what. */
const CHANGE = `
  update accounts set roles = $2::text[] where id = $1::uuid`;

const END_SESSIONS = `
  delete from sessions where account_id = $1::uuid`;

export const MOST_PEOPLE = 500;

export interface Member {
  readonly id: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly lastSignInAt: Date;
  readonly sessions: number;
  /** Of a local account: it comes in while single sign-on is enforced. */
  readonly emergency: boolean;
  readonly passkeys: number;
  /** Of who looks after people: what is sensitive of those, too. */
  readonly seesSensitive: boolean;
}

export type Changed = 'changed' | 'unknown' | 'last-administrator' | 'of-demonstration';

/** Whose account, and who acts on it. */
export interface Acting {
  readonly id: string;
  readonly tenantId: string;
  readonly by: string;
  readonly asking: Asking;
}

/** Who may do what in a tenant. */
export class TeamStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  async list(tenantId: string): Promise<readonly Member[]> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<Omit<Member, 'lastSignInAt'> & { last_sign_in_at: Date }>(LIST, [MOST_PEOPLE]);
      return rows.map(({ last_sign_in_at: lastSignInAt, ...rest }) => ({ ...rest, lastSignInAt }));
    });
  }

  /** Its sessions end, so that nothing goes on under the former roles. */
  async change({ id, tenantId, by, asking }: Acting, roles: readonly Role[]): Promise<Changed> {
    const outcome = await inTransaction(this.#pool, async (tx): Promise<Changed> => {
      await scopeToTenant(tx, tenantId);
      const administrators = await tx.query<{ id: string }>(ADMINISTRATORS);
      const [found] = (await tx.query<{ kind: AccountKind; roles: readonly Role[] }>(FIND, [id])).rows;
      if (found === undefined) return 'unknown';
      if (found.kind === 'demonstration') return 'of-demonstration';
      const others = administrators.rows.filter((one) => one.id !== id);
      if (!roles.includes('identity-administrator') && others.length === 0) return 'last-administrator';
      await tx.query(CHANGE, [id, roles]);
      await tx.query(END_SESSIONS, [id]);
      const changes = [{ path: 'roles', before: found.roles.join(' '), after: roles.join(' ') }];
      await tell(tx, { act: 'accounts.change', object: { type: 'account', id }, tenantId, by, asking, changes });
      return 'changed';
    });
    if (outcome === 'changed') this.#ring();
    return outcome;
  }

  /** False: there is no such account. */
  async endSessions({ id, tenantId, by, asking }: Acting): Promise<boolean> {
    const isThere = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      if ((await tx.query(FIND, [id])).rowCount === 0) return false;
      const { rowCount } = await tx.query(END_SESSIONS, [id]);
      const changes = [{ path: 'sessions', before: String(rowCount ?? 0), after: '0' }];
      await tell(tx, { act: 'sessions.end', object: { type: 'account', id }, tenantId, by, asking, changes });
      return true;
    });
    if (isThere) this.#ring();
    return isThere;
  }
}
