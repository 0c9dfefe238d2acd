const COLUMNS = `tenant_id as "tenantId", name, state, token, failures, verified_by as "verifiedBy", reason,
         created_at as "createdAt", verified_at as "verifiedAt", answered_at as "answeredAt",
         next_check_at as "nextCheckAt"`;

export const NAMED_DOMAINS = `
  select name, state
    from tenant_domains
   where tenant_id = $1::uuid
   order by name`;

export const LIST_DOMAINS = `
  select ${COLUMNS}
    from tenant_domains
   where tenant_id = $1::uuid
   order by name`;

export const FIND_DOMAIN = `
  select ${COLUMNS}
    from tenant_domains
   where tenant_id = $1::uuid
     and name = $2::text`;

/** The tenant's row is locked by this transaction. */
export const SAVE_DOMAIN = `
  insert into tenant_domains (tenant_id, name, state, token, failures, verified_by, reason, created_at, verified_at,
                              answered_at, next_check_at)
  values ($1::uuid, $2::text, $3::text, $4::text, $5::int, $6::text, $7::text, $8::timestamptz, $9::timestamptz,
          $10::timestamptz, $11::timestamptz)
      on conflict (tenant_id, name) do update
     set state = excluded.state,
         failures = excluded.failures,
         verified_by = excluded.verified_by,
         reason = excluded.reason,
         verified_at = excluded.verified_at,
         answered_at = excluded.answered_at,
         next_check_at = excluded.next_check_at`;

export const REMOVE_DOMAIN = `
  delete from tenant_domains
   where tenant_id = $1::uuid
     and name = $2::text`;

/**
 * Those whose time has come, oldest first, for one process: the next look is put off by the lease, so that a second
 * replica leaves them alone, and one that dies meanwhile delays them by no more.
 */
export const CLAIM_DUE_DOMAINS = `
  with due as (
    select tenant_id, name
      from tenant_domains
     where next_check_at <= $1::timestamptz
     order by next_check_at
     limit $3::int
       for update skip locked
  )
  update tenant_domains d
     set next_check_at = $2::timestamptz
    from due
   where d.tenant_id = due.tenant_id
     and d.name = due.name
  returning d.tenant_id as "tenantId", d.name, d.token`;
