import type { QueryConfig } from 'pg';
import { normaliseEmail, sameJson, type StoredUser } from '#scim';
import { workEmail } from './users.js';

interface EmailRow {
  readonly userId: string;
  readonly key: string;
  readonly type: string | null;
}

/** Addresses beyond the one in `users.work_email_key`. */
export function otherEmails(user: StoredUser): EmailRow[] {
  const work = workEmail(user);
  const rows = new Map<string, EmailRow>();
  for (const { value, type } of user.attributes.emails ?? []) {
    if (value === undefined) continue;
    const key = normaliseEmail(value);
    const typeKey = type?.toLowerCase() ?? null;
    if (key === work && typeKey === 'work') continue;
    if (!rows.has(key)) rows.set(key, { userId: user.id, key, type: typeKey });
  }
  return [...rows.values()];
}

export function emailsDiffer(before: StoredUser, after: StoredUser): boolean {
  return !sameJson(before.attributes.emails ?? null, after.attributes.emails ?? null);
}

export function deleteEmails(userIds: readonly string[]): QueryConfig {
  return { name: 'delete-emails', text: DELETE_EMAILS, values: [userIds] };
}
const DELETE_EMAILS = `
  delete from user_emails
   where user_id = any($1::uuid[])`;

export function insertEmails(tenantId: string, rows: readonly EmailRow[]): QueryConfig {
  const values = [
    rows.map(({ userId }) => userId),
    rows.map(() => tenantId),
    rows.map(({ key }) => key),
    rows.map(({ type }) => type),
  ];
  return { name: 'insert-emails', text: INSERT_EMAILS, values };
}
const INSERT_EMAILS = `
  insert into user_emails (user_id, tenant_id, email_key, type_key)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])`;
