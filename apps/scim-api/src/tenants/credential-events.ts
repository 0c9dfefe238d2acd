import type { CredentialExpiring, DeadCredentialUsed } from '#contracts';

/** As much of a credential as its events say. */
export interface ToldCredential {
  readonly id: string;
  readonly tenantId: string;
  readonly connectionId: string;
  readonly method: string;
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Who tells, when. */
export interface Telling {
  readonly eventId: string;
  /** Of the look that found it: no request did. */
  readonly correlationId: string;
  readonly at: Date;
}

export interface ExpiringCredential extends ToldCredential {
  readonly expiresAt: Date;
  /** The warning that is due. */
  readonly days: number;
}

export function credentialExpiring(credential: ExpiringCredential, telling: Telling): CredentialExpiring {
  const { expiresAt, days } = credential;
  return {
    ...envelope(credential, telling),
    type: 'rollcall.CredentialExpiring',
    data: { ...dataOf(credential), expiresAt: expiresAt.toISOString(), daysLeft: days },
  };
}

export interface DeadCredential extends ToldCredential {
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export function deadCredentialUsed(credential: DeadCredential, telling: Telling): DeadCredentialUsed {
  const { revokedAt, expiresAt, count, firstAt, lastAt } = credential;
  const hasExpired = expiresAt !== null && (revokedAt === null || expiresAt <= revokedAt);
  const endedAt = hasExpired ? expiresAt : (revokedAt ?? firstAt);
  const ended = { ended: hasExpired ? 'expired' : 'revoked', endedAt: endedAt.toISOString() };
  const uses = { count, from: firstAt.toISOString(), to: lastAt.toISOString() };
  return {
    ...envelope(credential, telling),
    type: 'rollcall.DeadCredentialUsed',
    data: { ...dataOf(credential), ...ended, ...uses },
  };
}

function dataOf({ connectionId, method, name, lastUsedAt }: ToldCredential) {
  return { connectionId, method, name, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

function envelope({ id, tenantId, connectionId }: ToldCredential, { eventId, correlationId, at }: Telling) {
  return {
    id: eventId,
    source: `/tenants/${tenantId}/connections/${connectionId}`,
    subject: id,
    time: at.toISOString(),
    tenantId,
    resourceVersion: null,
    scimEvent: null,
    correlationId,
    traceparent: null,
  };
}
