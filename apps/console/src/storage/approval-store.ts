import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import {
  APPROVAL_SECONDS,
  MOST_APPROVALS,
  MOST_PENDING,
  type Approvable,
  type Approval,
  type ApprovalState,
  type Leave,
  type NoLeave,
} from '../approvals/approval.js';
import type { AccountKind, Role } from '../sessions/session.js';
import { hasOtherAdministrator, tooNewOf } from './administrators.js';
import { askInTurn } from './decline-enforcing.js';
import type { Changing } from './sign-on-store.js';
import { tell } from './tell.js';
import { useApproval } from './use-approval.js';

const LIST = `
  select p.id, p.act, p.object, p.reason, p.state, p.asked_by, a.name as asked_name, p.asked_at, p.ends_at,
         p.decided_by, d.name as decided_name, p.decided_at
    from approvals p
    join accounts a on a.id = p.asked_by
    left join accounts d on d.id = p.decided_by
   order by p.asked_at desc, p.id desc
   limit ${MOST_APPROVALS}`;

/** Good for something: what was approved by somebody who administers no more is asked for anew. */
const OPEN = `
  select count(*) filter (where state = 'pending')::int as pending,
         count(*) filter (where asked_by = $1::uuid and act = $2::text and object = $3::text)::int as same
    from approvals p
   where ends_at > now()
     and (state = 'pending'
          or state = 'approved'
             and exists (select
                           from accounts a
                          where a.id = p.decided_by
                            and 'identity-administrator' = any (a.roles)))`;

const ASK = `
  insert into approvals (id, tenant_id, act, object, reason, asked_by, ends_at)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid, now() + make_interval(secs => ${APPROVAL_SECONDS}))`;

/** Locked: of two who decide, the second finds it decided. */
const FIND = `
  select act, object, asked_by, asked_at, state, ends_at <= now() as is_over
    from approvals
   where id = $1::uuid
     for update`;

/** As of now, whatever the session says. */
const DECIDER = `
  select kind, roles from accounts where id = $1::uuid`;

const DECIDE = `
  update approvals
     set state = $2::text,
         decided_by = $3::uuid,
         decided_at = now(),
         ends_at = now() + make_interval(secs => ${APPROVAL_SECONDS})
   where id = $1::uuid`;

/** Until it has ended, which is not put off. */
const RETURN = `
  update approvals set state = 'approved', used_at = null where id = $1::uuid and state = 'used'`;

export interface Asked extends Approvable {
  readonly reason: string;
}

/** `alone`: there is nobody to approve it. */
export type Asking =
  { readonly kind: 'asked'; readonly approval: Approval } | 'alone' | 'asked-already' | 'too-many-approvals';

export type Decided =
  | 'done'
  | 'unknown'
  | 'own-approval'
  | 'not-pending'
  | 'not-administrator'
  | 'of-demonstration'
  | 'account-too-new'
  | 'asker-too-new';

/** Of a tenant, what administrators ask of one another. Each step is an act, in the same transaction. */
export class ApprovalStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /** The newest. */
  list(tenantId: string): Promise<readonly Approval[]> {
    return this.#of(tenantId, async (tx) => (await tx.query<Row & Record<string, unknown>>(LIST)).rows.map(approvalOf));
  }

  /** Whether there is anybody whose approval has to be asked for. */
  isNeeded(tenantId: string, account: string): Promise<boolean> {
    return this.#of(tenantId, (tx) => hasOtherAdministrator(tx, account));
  }

  async ask(changing: Changing, { act, object, reason }: Asked): Promise<Asking> {
    const { tenantId, by } = changing;
    const outcome = await this.#of(tenantId, async (tx): Promise<Asking> => {
      // So that two who ask at once do not go beyond what a tenant may have.
      await askInTurn(tx, tenantId);
      if (!(await hasOtherAdministrator(tx, by))) return 'alone';
      const [open] = (await tx.query<{ pending: number; same: number }>(OPEN, [by, act, object])).rows;
      if ((open?.same ?? 0) > 0) return 'asked-already';
      if ((open?.pending ?? 0) >= MOST_PENDING) return 'too-many-approvals';
      const id = uuid();
      await tx.query(ASK, [id, tenantId, act, object, reason, by]);
      const changes = [
        { path: 'act', after: act },
        { path: 'object', after: object },
      ];
      await tell(tx, { act: 'approvals.ask', object: { type: 'approval', id }, ...changing, reason, changes });
      const asked = (await tx.query<Row & Record<string, unknown>>(LIST)).rows.find((row) => row.id === id);
      if (asked === undefined) throw new Error('what was asked is not there');
      return { kind: 'asked', approval: approvalOf(asked) };
    });
    if (typeof outcome === 'object') this.#ring();
    return outcome;
  }

  async decide(changing: Changing, id: string, decision: 'approved' | 'declined'): Promise<Decided> {
    const { tenantId, by } = changing;
    const outcome = await this.#of(tenantId, async (tx): Promise<Decided> => {
      const [found] = (await tx.query<Pending & Record<string, unknown>>(FIND, [id])).rows;
      if (found === undefined) return 'unknown';
      if (found.asked_by === by) return 'own-approval';
      if (found.state !== 'pending' || found.is_over) return 'not-pending';
      const [decider] = (await tx.query<Decider & Record<string, unknown>>(DECIDER, [by])).rows;
      const refused = refusalOf(decider);
      if (refused !== null) return refused;
      const ages = { asker: found.asked_by, decider: by, askedAt: found.asked_at };
      const tooNew = decision === 'approved' ? await tooNewOf(tx, ages) : null;
      if (tooNew !== null) return TOO_NEW[tooNew];
      await tx.query(DECIDE, [id, decision, by]);
      const changes = [
        { path: 'act', after: found.act },
        { path: 'object', after: found.object },
        { path: 'askedBy', after: found.asked_by },
      ];
      await tell(tx, { act: ACTS[decision], object: { type: 'approval', id }, ...changing, changes });
      return 'done';
    });
    if (outcome === 'done') this.#ring();
    return outcome;
  }

  /** For what a service does by it. @see ApprovalStore.giveBack where the service did not */
  async use(changing: Changing, what: Approvable): Promise<Leave | NoLeave> {
    const leave = await this.#of(changing.tenantId, (tx) => useApproval(tx, changing, what));
    if (typeof leave === 'object' && leave.kind === 'approved') this.#ring();
    return leave;
  }

  /** What it was used for was not done. */
  async giveBack(changing: Changing, id: string, because: string): Promise<void> {
    await this.#of(changing.tenantId, async (tx) => {
      if ((await tx.query(RETURN, [id])).rowCount === 0) return;
      const changes = [{ path: 'because', after: because }];
      await tell(tx, { act: 'approvals.return', object: { type: 'approval', id }, ...changing, changes });
    });
    this.#ring();
  }

  #of<Result>(tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

const ACTS = { approved: 'approvals.approve', declined: 'approvals.decline' } as const;

const TOO_NEW = { decider: 'account-too-new', asker: 'asker-too-new' } as const;

function refusalOf(decider: Decider | undefined): Decided | null {
  if (decider?.roles.includes('identity-administrator') !== true) return 'not-administrator';
  return decider.kind === 'demonstration' ? 'of-demonstration' : null;
}

interface Pending extends Approvable {
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly state: ApprovalState;
  readonly is_over: boolean;
}

interface Decider {
  readonly kind: AccountKind;
  readonly roles: readonly Role[];
}

interface Row extends Approvable {
  readonly id: string;
  readonly reason: string;
  readonly state: ApprovalState;
  readonly asked_by: string;
  readonly asked_name: string;
  readonly asked_at: Date;
  readonly ends_at: Date;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly decided_at: Date | null;
}

function approvalOf(row: Row): Approval {
  const { id, act, object, reason, state, decided_by: by, decided_name: name } = row;
  return {
    id,
    act,
    object,
    reason,
    state,
    askedBy: { id: row.asked_by, name: row.asked_name },
    askedAt: row.asked_at,
    endsAt: row.ends_at,
    decidedBy: by === null || name === null ? null : { id: by, name },
    decidedAt: row.decided_at,
  };
}
