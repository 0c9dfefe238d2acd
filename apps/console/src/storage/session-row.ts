import { type AccountKind, type Method, type Role, type Session } from '../sessions/session.js';

/** What `session_of` answers. */
export interface SessionRow {
  readonly id: string;
  readonly methods: readonly Method[];
  readonly address: string | null;
  readonly auth_time: Date;
  readonly ends_at: Date;
  readonly account_id: string;
  readonly tenant_id: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly locale: string | null;
  readonly theme: string | null;
  readonly sees_sensitive: boolean;
  readonly person: string | null;
}

export function rowOfSession(row: SessionRow): Session {
  const { id, methods, address, kind, name, roles, locale, theme, person, sees_sensitive: seesSensitive } = row;
  const of = { id: row.account_id, tenantId: row.tenant_id };
  const account = { ...of, kind, name, roles, locale, theme, person, seesSensitive };
  return { id, account, methods, address, authTime: row.auth_time, endsAt: row.ends_at };
}
