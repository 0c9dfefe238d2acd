import type { Transaction } from '#postgres';
import { IDLE_SECONDS } from '../sessions/session.js';

/** So long whose role was taken from them still counts: nobody is alone by having made themselves so. */
const TAKEN_SECONDS = 24 * 3_600;

/**
 * Other identity administrators: who can sign in now, who is signed in, and whose role was taken within a day. Links of the
 * demonstration count for none. Nothing is locked: who becomes one at this moment becomes so before it, or after.
 */
const OTHERS = `
  select count(*)::int as count
    from accounts a
   where a.id <> $2::uuid
     and a.kind <> 'demonstration'
     and (a.administered_until > now() - make_interval(secs => ${TAKEN_SECONDS})
          or 'identity-administrator' = any (a.roles)
             and (exists (select
                            from sessions s
                           where s.account_id = a.id
                             and s.ends_at > now()
                             and s.seen_at > now() - make_interval(secs => ${IDLE_SECONDS}))
                  or a.kind = 'local'
                     and exists (select from passkeys p where p.account_id = a.id)
                     and (a.emergency
                          or not exists (select
                                           from sign_on o
                                          where o.tenant_id = $1::uuid
                                            and o.enforced_at is not null))
                  or a.kind in ('oidc', 'saml')
                     and exists (select from sign_on_methods m where m.tenant_id = $1::uuid and m.is_on)))`;

/** Within the tenant's scope. @param account of whoever acts */
export async function hasOtherAdministrator(tx: Transaction, tenantId: string, account: string): Promise<boolean> {
  const [found] = (await tx.query<{ count: number }>(OTHERS, [tenantId, account])).rows;
  return (found?.count ?? 0) > 0;
}
