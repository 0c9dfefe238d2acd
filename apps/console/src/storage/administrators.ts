import type { Transaction } from '#postgres';
import { IDLE_SECONDS } from '../sessions/session.js';

/** So long whose role was taken still counts, and so long somebody has had it who approves what others could. */
const DAY = `make_interval(secs => ${24 * 3_600})`;

/**
 * Identity administrators: who has the role, whether or not they can sign in at this moment, and for a day whoever lost it, so that
 * nobody is alone by having shut the others out. A local account with nothing to come in by never can, and counts for none; nor do
 * links of the demonstration.
 */
const COUNTS = `
         a.kind <> 'demonstration'
     and (a.administered_until > now() - ${DAY}
          or 'identity-administrator' = any (a.roles)
             and (a.kind <> 'local'
                  or exists (select from passkeys p where p.account_id = a.id)
                  or exists (select
                               from sessions s
                              where s.account_id = a.id
                                and s.ends_at > now()
                                and s.seen_at > now() - make_interval(secs => ${IDLE_SECONDS}))))`;

/** Nothing is locked: who becomes one at this moment becomes so before it, or after. */
const OTHERS = `
  select count(*)::int as count
    from accounts a
   where a.id <> $1::uuid
     and ${COUNTS}`;

/** Of the two who became an administrator too late: within a day, or, where nobody else has been one for longer, since it was asked. */
const TOO_NEW = `
  select a.id = $2::uuid as "isDecider"
    from accounts a
   where a.id in ($1::uuid, $2::uuid)
     and a.administers_since > $3::timestamptz
           - case
               when exists (select
                              from accounts a
                             where a.id not in ($1::uuid, $2::uuid)
                               and a.administers_since <= $3::timestamptz - ${DAY}
                               and ${COUNTS})
               then ${DAY}
               else interval '0'
             end
   order by "isDecider" desc
   limit 1`;

/** Within the tenant's scope. @param account of whoever acts */
export async function hasOtherAdministrator(tx: Transaction, account: string): Promise<boolean> {
  const [found] = (await tx.query<{ count: number }>(OTHERS, [account])).rows;
  return (found?.count ?? 0) > 0;
}

/**
 * Which of two accounts is too new for one to approve what the other asked for: either may be made by whoever has the other. A
 * tenant whose administrators are all new has nobody else.
 */
export async function tooNewOf(
  tx: Transaction,
  { asker, decider, askedAt }: { readonly asker: string; readonly decider: string; readonly askedAt: Date },
): Promise<'asker' | 'decider' | null> {
  const [found] = (await tx.query<{ isDecider: boolean }>(TOO_NEW, [asker, decider, askedAt])).rows;
  if (found === undefined) return null;
  return found.isDecider ? 'decider' : 'asker';
}
