import { Type, type Static } from 'typebox';
import type { Envelope } from './envelope.js';

/** Days before a credential's end on which that is told, and 0: it has come. */
export const EXPIRY_WARNINGS = [60, 30, 7, 1, 0] as const;

const ofCredential = {
  connectionId: Type.String({ description: 'The connection that it is for.' }),
  method: Type.String({ description: '`token` or `clientSecret`; others may be added.' }),
  name: Type.String({ description: 'What it is called.' }),
  lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    title: 'LastUsedAt',
    description: 'Its last good use, a minute coarse; null where there was none.',
  }),
};

export const CredentialExpiringData = Type.Object(
  {
    ...ofCredential,
    expiresAt: Type.String({ format: 'date-time', description: 'From then on it opens nothing.' }),
    daysLeft: Type.Integer({
      minimum: 0,
      description: `The warning that was due, in days: ${EXPIRY_WARNINGS.join(', ')}. 0: it has expired.`,
    }),
  },
  {
    title: 'CredentialExpiring',
    description:
      'A credential of a connection ends soon, or has ended; the subject is the credential. Each warning is told once; of those ' +
      'that were missed the last one alone.',
  },
);

export const DeadCredentialUsedData = Type.Object(
  {
    ...ofCredential,
    ended: Type.String({ description: '`expired` or `revoked`; others may be added.' }),
    endedAt: Type.String({ format: 'date-time', description: 'Since when it opens nothing.' }),
    count: Type.Integer({ minimum: 1, description: 'Uses that this event tells of.' }),
    from: Type.String({ format: 'date-time', description: 'The first of them.' }),
    to: Type.String({ format: 'date-time', description: 'The last of them.' }),
  },
  {
    title: 'DeadCredentialUsed',
    description:
      'Somebody still sends a credential that has expired or was revoked; the subject is the credential. One an hour at most.',
  },
);

export type CredentialExpiring = Envelope<'rollcall.CredentialExpiring', Static<typeof CredentialExpiringData>>;
export type DeadCredentialUsed = Envelope<'rollcall.DeadCredentialUsed', Static<typeof DeadCredentialUsedData>>;
export type CredentialEvent = CredentialExpiring | DeadCredentialUsed;
