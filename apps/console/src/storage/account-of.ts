import { v7 as uuid } from 'uuid';
import type { Transaction } from '#postgres';
import type { Role, SignIn } from '../sessions/session.js';

/** Of Entra an account is one, by whichever method somebody comes. */
const SAVE_ACCOUNT_OF_ENTRA = `
  insert into accounts (id, tenant_id, kind, subject, name, roles)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text[])
      on conflict (tenant_id, subject) where kind in ('oidc', 'saml')
      do update set kind = excluded.kind, name = excluded.name, roles = excluded.roles, last_sign_in_at = now(),
                    sees_sensitive = accounts.sees_sensitive and 'people' = any (excluded.roles)
  returning id, emergency, roles`;

/**
 * Whether Entra alone lets people of the tenant in. The row is locked whatever it says, and before any account, so that enforcing and the
 * end of the tenant wait for who is signing in, or they for it; what it says is read again after a wait.
 */
const IS_ENFORCED = `
  select enforced_at is not null as enforced
    from sign_on
   where tenant_id = $1::uuid
     for share`;

/** Whose roles are given here, and taken here at any moment: they are what the account has, and one that was deleted stays so. */
const USE_LOCAL = `
  update accounts
     set last_sign_in_at = now()
   where tenant_id = $1::uuid
     and kind = 'local'
     and subject = $2::text
  returning id, emergency, roles`;

const SAVE_ACCOUNT_OF_LINK = `
  insert into accounts (id, tenant_id, kind, subject, name, roles)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text[])
      on conflict (tenant_id, kind, subject)
      do update set name = excluded.name, roles = excluded.roles, last_sign_in_at = now(),
                    sees_sensitive = accounts.sees_sensitive and 'people' = any (excluded.roles)
  returning id, emergency, roles`;

/** Entra alone lets people of this tenant in. */
export class BarredError extends Error {
  constructor() {
    super('single sign-on is enforced');
    this.name = 'BarredError';
  }
}

/** The account, or the whole tenant, is no more; it does not come back by a sign-in that had begun before. */
export class NoAccountError extends Error {
  constructor() {
    super('there is no such account any more');
    this.name = 'NoAccountError';
  }
}

/** By now the settings of the tenant let nobody in so. */
export class ClosedError extends Error {
  constructor() {
    super('the settings of single sign-on are others by now');
    this.name = 'ClosedError';
  }
}

export interface Saved {
  readonly id: string;
  readonly emergency: boolean;
  /** As the account has them now. */
  readonly roles: readonly Role[];
}

/** Whether the settings let somebody in, as the transaction sees them: while it lasts nobody changes them. */
export type IsOpenIn = (tx: Transaction) => Promise<boolean>;

/** Who signs in, as their account is from now on. @throws NoAccountError, BarredError, ClosedError */
export async function accountOf(tx: Transaction, signIn: SignIn, isOpenIn?: IsOpenIn): Promise<Saved> {
  const signOn = await lockSignOn(tx, signIn);
  if (isOpenIn !== undefined && !(await isOpenIn(tx))) throw new ClosedError();
  const saved = await saveAccount(tx, signIn);
  if (!saved.emergency) assertNotBarred(signIn, signOn);
  return saved;
}

/** Whoever a setup link brings is let in this once: it is how an operator opens the door of a tenant that has locked itself out. */
function assertNotBarred({ kind, bySetupLink = false }: SignIn, signOn: Locked | null): void {
  if (kind === 'local' && !bySetupLink && signOn?.enforced === true) throw new BarredError();
}

/** null: the tenant has no such settings. @throws NoAccountError for whoever comes by them */
async function lockSignOn(tx: Transaction, { tenantId, kind }: SignIn): Promise<Locked | null> {
  if (kind === 'demonstration') return null;
  const [locked = null] = (await tx.query<Locked & Record<string, unknown>>(IS_ENFORCED, [tenantId])).rows;
  if (locked === null && kind !== 'local') throw new NoAccountError();
  return locked;
}

async function saveAccount(tx: Transaction, { tenantId, kind, subject, name, roles }: SignIn): Promise<Saved> {
  const values = [uuid(), tenantId, kind, subject, name, roles];
  const statement = kind === 'demonstration' ? SAVE_ACCOUNT_OF_LINK : SAVE_ACCOUNT_OF_ENTRA;
  const asked =
    kind === 'local' ? tx.query<SavedRow>(USE_LOCAL, [tenantId, subject]) : tx.query<SavedRow>(statement, values);
  const [saved] = (await asked).rows;
  if (saved === undefined) throw new NoAccountError();
  return saved;
}

interface Locked {
  readonly enforced: boolean;
}

type SavedRow = Saved & Record<string, unknown>;
