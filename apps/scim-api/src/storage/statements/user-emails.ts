import type { QueryConfig } from 'pg';
import { sameJson, type StoredUser } from '#scim';
import { emailForms, emailTypeForms, type Forms } from './search-keys.js';
import { workEmail } from './user-columns.js';

interface EmailRow {
  readonly userId: string;
  readonly key: string;
  /** Normalised; empty where the address has no type. */
  readonly type: string;
}

/** Addresses beyond the one in `users.work_email_key`. */
export function otherEmails(user: StoredUser): EmailRow[] {
  const [only, another] = user.attributes.emails ?? [];
  // As most people have it.
  if (another === undefined && (only === undefined || only.type === 'work')) return [];
  return rowsOf(user, (forms) => [forms[0]]);
}

/** The same as they may be stored: by this release, or by the one before. */
export function storedEmails(user: StoredUser): EmailRow[] {
  return rowsOf(user, (forms) => forms);
}

function rowsOf(user: StoredUser, keysOf: (forms: Forms) => readonly (string | undefined)[]): EmailRow[] {
  const work = workEmail(user);
  const rows = new Map<string, EmailRow>();
  for (const { value, type = '' } of user.attributes.emails ?? []) {
    if (value === undefined) continue;
    for (const key of keysOf(emailForms(value))) {
      for (const typeKey of keysOf(emailTypeForms(type))) {
        if (key === undefined || typeKey === undefined || (key === work && typeKey === 'work')) continue;
        rows.set(`${key}\n${typeKey}`, { userId: user.id, key, type: typeKey });
      }
    }
  }
  return [...rows.values()];
}

export function emailsDiffer(before: StoredUser, after: StoredUser): boolean {
  return !sameJson(before.attributes.emails ?? null, after.attributes.emails ?? null);
}

/** Rows are named whole, because what a user had before is known: the search's index serves here too. */
export function deleteEmails(tenantId: string, rows: readonly EmailRow[]): QueryConfig {
  return { name: 'delete-emails', text: DELETE_EMAILS, values: columnsOf(tenantId, rows) };
}
const DELETE_EMAILS = `
  delete from user_emails as e
   using unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as t(user_id, tenant_id, email_key, type_key)
   where e.tenant_id = t.tenant_id
     and e.email_key = t.email_key
     and e.user_id = t.user_id
     and e.type_key = t.type_key`;

export function insertEmails(tenantId: string, rows: readonly EmailRow[]): QueryConfig {
  return { name: 'insert-emails', text: INSERT_EMAILS, values: columnsOf(tenantId, rows) };
}
const INSERT_EMAILS = `
  insert into user_emails (user_id, tenant_id, email_key, type_key)
  select user_id, tenant_id, email_key, type_key
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as t(user_id, tenant_id, email_key, type_key)`;

/** Of those users alone whom the transaction has stored. */
export function insertEmailsOfStored(tenantId: string, rows: readonly EmailRow[]): QueryConfig {
  return { name: 'insert-emails-stored', text: INSERT_EMAILS_OF_STORED, values: columnsOf(tenantId, rows) };
}
const INSERT_EMAILS_OF_STORED = `${INSERT_EMAILS}
   where (select id from users where id = t.user_id) is not null`;

function columnsOf(tenantId: string, rows: readonly EmailRow[]): unknown[] {
  return [
    rows.map(({ userId }) => userId),
    rows.map(() => tenantId),
    rows.map(({ key }) => key),
    rows.map(({ type }) => type),
  ];
}
