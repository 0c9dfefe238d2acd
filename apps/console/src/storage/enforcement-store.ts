import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { Leave, NoLeave } from '../approvals/approval.js';
import type { AccountKind, Role } from '../sessions/session.js';
import { isOpen, METHODS, TEST_SECONDS, UNDO_SECONDS, type SignOnMethod } from '../sign-on/settings.js';
import type { Changing, SignOnStore } from './sign-on-store.js';
import { tell } from './tell.js';
import { useApproval } from './use-approval.js';

/** Those whose passkeys are refused while Entra alone lets people in; links of the demonstration end with it anyway. */
const LOSES = `kind = 'local' and not emergency`;

const COUNT = `
  select count(*) filter (where not (${LOSES}) and not emergency)::int as keep,
         count(*) filter (where emergency)::int as emergency
    from accounts`;

const MOST_SHOWN = 200;

const LOSE = `
  select id, name, roles, kind
    from accounts
   where ${LOSES}
   order by last_sign_in_at desc, id
   limit ${MOST_SHOWN + 1}`;

/** Locked: a passkey that is being used waits for it, or it waits for that. */
const LOCK = `
  select enforced_at, enforced_by, enforced_at <= now() - make_interval(secs => ${UNDO_SECONDS}) as is_over
    from sign_on
   where tenant_id = $1::uuid
     for update`;

const TESTS = `
  select method, tested_roles
    from sign_on_methods
   where tenant_id = $1::uuid
     and is_on
     and tested_by = $2::uuid
     and tested_at > now() - make_interval(secs => ${TEST_SECONDS})`;

const ENFORCE = `
  update sign_on set enforced_at = now(), enforced_by = $2::uuid where tenant_id = $1::uuid`;

const UNDO = `
  update sign_on set enforced_at = null, enforced_by = null where tenant_id = $1::uuid`;

const END_SESSIONS = `
  delete from sessions
   using accounts
   where accounts.id = sessions.account_id
     and ${LOSES}
     and sessions.id <> $1::uuid`;

/** What would become of whom. */
export interface Preview {
  readonly keep: number;
  readonly lose: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly Role[];
    readonly kind: AccountKind;
  }[];
  /** There are more who lose access. */
  readonly more: boolean;
  readonly emergency: number;
}

export type Enforcing =
  'done' | 'test-first' | 'no-way-back' | 'enforced-already' | 'not-enforced' | 'undo-over' | NoLeave;

interface Locked {
  readonly enforced_at: Date | null;
  readonly is_over: boolean | null;
}

interface PassedTest {
  readonly method: SignOnMethod;
  readonly tested_roles: readonly Role[];
}

/** That Entra alone lets people of a tenant in. */
export class EnforcementStore {
  readonly #pool: Pool;
  readonly #ring: () => void;
  readonly #settings: Pick<SignOnStore, 'findIn'>;

  constructor(pool: Pool, ring: () => void, settings: Pick<SignOnStore, 'findIn'>) {
    this.#pool = pool;
    this.#ring = ring;
    this.#settings = settings;
  }

  async preview(tenantId: string): Promise<Preview> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const [counts] = (await tx.query<{ keep: number; emergency: number }>(COUNT)).rows;
      const lose = (await tx.query<Preview['lose'][number] & Record<string, unknown>>(LOSE)).rows;
      const { keep = 0, emergency = 0 } = counts ?? {};
      return { keep, lose: lose.slice(0, MOST_SHOWN), more: lose.length > MOST_SHOWN, emergency };
    });
  }

  /** Sessions of who loses access end, but for the one that enforces. */
  enforce(changing: Changing, sessionId: string): Promise<Enforcing> {
    return this.#change(changing, async (tx, locked) => {
      const { tenantId, by } = changing;
      if (locked.enforced_at !== null) return 'enforced-already';
      const tests = await this.#testsOf(tx, changing);
      if (tests.length === 0) return 'test-first';
      const hasAdministrator = tests.some((one) => one.tested_roles.includes('identity-administrator'));
      const [counts] = (await tx.query<{ emergency: number }>(COUNT)).rows;
      if (!hasAdministrator && (counts?.emergency ?? 0) === 0) return 'no-way-back';
      // Last of all: what is not done uses nothing.
      const leave = await useApproval(tx, changing, { act: 'sign-ons.enforce', object: tenantId });
      if (typeof leave === 'string') return leave;
      await tx.query(ENFORCE, [tenantId, by]);
      const { rowCount } = await tx.query(END_SESSIONS, [sessionId]);
      const tested = METHODS.filter((method) => tests.some((one) => one.method === method)).join(' ');
      const changes = [
        { path: 'enforced', before: 'false', after: 'true' },
        { path: 'tested', after: tested },
        { path: 'sessionsEnded', after: String(rowCount ?? 0) },
        { path: 'approvedBy', after: approverIn(leave) },
      ];
      await tell(tx, { act: 'sign-ons.enforce', object: { type: 'sign-on', id: tenantId }, ...changing, changes });
      return 'done';
    });
  }

  /** @param isNamed whether the name of the tenant was typed, which it has to be after a day */
  undo(changing: Changing, isNamed: boolean): Promise<Enforcing> {
    return this.#change(changing, async (tx, locked) => {
      const { tenantId } = changing;
      if (locked.enforced_at === null) return 'not-enforced';
      if (locked.is_over === true && !isNamed) return 'undo-over';
      await tx.query(UNDO, [tenantId]);
      const changes = [{ path: 'enforced', before: 'true', after: 'false' }];
      await tell(tx, { act: 'sign-ons.undo', object: { type: 'sign-on', id: tenantId }, ...changing, changes });
      return 'done';
    });
  }

  /** Of what lets in nobody a test says nothing. */
  async #testsOf(tx: Transaction, { tenantId, by }: Changing): Promise<readonly PassedTest[]> {
    const settings = await this.#settings.findIn(tx, tenantId);
    const { rows } = await tx.query<PassedTest & Record<string, unknown>>(TESTS, [tenantId, by]);
    return rows.filter(({ method }) => isOpen(settings, method));
  }

  async #change(
    { tenantId }: Changing,
    work: (tx: Transaction, locked: Locked) => Promise<Enforcing>,
  ): Promise<Enforcing> {
    const outcome = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const [locked] = (await tx.query<Locked & Record<string, unknown>>(LOCK, [tenantId])).rows;
      return work(tx, locked ?? { enforced_at: null, is_over: null });
    });
    if (outcome === 'done') this.#ring();
    return outcome;
  }
}

/** Null: there was nobody to ask. */
function approverIn(leave: Leave): string | null {
  return leave.kind === 'approved' ? leave.by : null;
}
