import { INSTALLATION, type AdminActed } from '#contracts';

/** Of what single sign-on is locked with, and what ends of it. */
export interface SignOnFacts {
  readonly what: 'secret' | 'certificate';
  /** Of a secret the app whose it is, of a certificate its SHA-256; null: it was not told. */
  readonly id: string | null;
  /** null: it was not told. */
  readonly endsAt: string | null;
  /** Within how many days, 0: it has ended; null: it was not told. */
  readonly daysLeft: number | null;
}

/** @returns null for what is no reminder of a tenant's: what the installation itself has is its operator's to know */
export function signOnEndOf({ tenantId, data: { act, object, changes = [] } }: AdminActed): SignOnFacts | null {
  if (tenantId === INSTALLATION) return null;
  const said = (path: string): string | null => {
    const after = changes.find((change) => change.path === path)?.after;
    return typeof after === 'string' ? after : null;
  };
  const days = said('days') ?? '';
  const daysLeft = /^\d{1,3}$/.test(days) ? Number(days) : null;
  switch (act) {
    case 'secrets.remind':
      return { what: 'secret', id: said('app'), endsAt: said('secretExpiresAt'), daysLeft };
    case 'certificates.remind':
      return { what: 'certificate', id: object.id, endsAt: said('notAfter'), daysLeft };
    default:
      return null;
  }
}
