import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import type { AdminAct } from '#contracts';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { SigningCertificate } from '../saml/certificate.js';
import { changesOf, remindersOf, type KeptMetadata, type MetadataStore, type Read } from '../saml/kept-metadata.js';
import { isMetadataFault } from '../saml/metadata-fault.js';
import type { IdpMetadata } from '../saml/read-metadata.js';
import { nearestOf } from '../sign-on/ends.js';
import { tell } from './tell.js';

const FIND = `
  select url, entity_id, certificates, read_at, fault
    from saml_metadata
   where tenant_id = $1::uuid`;

/**
 * A second replica waits for the row, and then finds that somebody has just tried. What was read from elsewhere is not of these
 * settings, and goes.
 */
const CLAIM = `
  insert into saml_metadata as m (tenant_id, url, tried_at)
  select tenant_id, $2::text, now()
    from sign_on
   where tenant_id = $1::uuid
      on conflict (tenant_id)
      do update set url = excluded.url,
                    tried_at = excluded.tried_at,
                    entity_id = case when m.url = excluded.url then m.entity_id end,
                    certificates = case when m.url = excluded.url then m.certificates else '[]' end,
                    read_at = case when m.url = excluded.url then m.read_at end,
                    fault = case when m.url = excluded.url then m.fault end
      where m.url <> excluded.url
         or m.tried_at <= now() - make_interval(secs => $3)`;

const LOCK = `${FIND}
     and url = $2::text
     for update`;

const KEEP = `
  update saml_metadata
     set entity_id = $2::text, certificates = $3::jsonb, read_at = $4::timestamptz, fault = null
   where tenant_id = $1::uuid`;

const FAIL = `
  update saml_metadata
     set fault = $2::text
   where tenant_id = $1::uuid`;

/** Those that were told are told by nobody again. */
const REMIND = `
  insert into saml_reminders (tenant_id, fingerprint, days)
  select $1::uuid, $2::text, unnest($3::integer[])
      on conflict do nothing
  returning days`;

const FORGET = `
  delete from saml_metadata where tenant_id = $1::uuid`;

const DUE = `
  select tenant_id from due_saml_metadata(make_interval(secs => $1))`;

interface Row {
  readonly url: string;
  readonly entity_id: string | null;
  readonly certificates: readonly SigningCertificate[];
  readonly read_at: Date | null;
  readonly fault: string | null;
}

/** The metadata of tenants' Entra. What changes in it by itself is an act of the clock, in the same transaction. */
export class SamlMetadataStore implements MetadataStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  async find(tenantId: string): Promise<KeptMetadata | null> {
    return this.#in(tenantId, async (tx) => keptIn((await tx.query<Row & Fields>(FIND, [tenantId])).rows));
  }

  async claim(tenantId: string, url: string, seconds: number): Promise<boolean> {
    return this.#in(tenantId, async (tx) => (await tx.query(CLAIM, [tenantId, url, seconds])).rowCount === 1);
  }

  async keep(tenantId: string, url: string, read: Read, now: Date): Promise<void> {
    await this.#in(tenantId, async (tx) => {
      const before = keptIn((await tx.query<Row & Fields>(LOCK, [tenantId, url])).rows);
      // Settings that have changed meanwhile have metadata of their own.
      if (before === null) return;
      if ('fault' in read) await tx.query(FAIL, [tenantId, read.fault]);
      else await take(tx, tenantId, { before: before.metadata, after: read.metadata, now });
      const metadata = 'fault' in read ? before.metadata : read.metadata;
      if (metadata !== null) await remind(tx, tenantId, metadata, now);
    });
    this.#ring();
  }

  async forget(tenantId: string): Promise<void> {
    await this.#in(tenantId, (tx) => tx.query(FORGET, [tenantId]));
  }

  async due(seconds: number): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ tenant_id: string }>(DUE, [seconds]);
    return rows.map(({ tenant_id: tenantId }) => tenantId);
  }

  #in<Result>(tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

type Fields = Record<string, unknown>;

function keptIn([row]: readonly Row[]): KeptMetadata | null {
  if (row === undefined) return null;
  const { url, entity_id: entityId, certificates, read_at: readAt, fault } = row;
  const metadata = entityId === null ? null : { entityId, certificates };
  return { url, metadata, readAt, fault: isMetadataFault(fault) ? fault : null };
}

async function take(
  tx: Transaction,
  tenantId: string,
  { before, after, now }: { readonly before: IdpMetadata | null; readonly after: IdpMetadata; readonly now: Date },
): Promise<void> {
  await tx.query(KEEP, [tenantId, after.entityId, JSON.stringify(after.certificates), now]);
  const { taken, dropped } = changesOf(before, after);
  for (const one of taken) await tellOf(tx, tenantId, { act: 'certificates.take', certificate: one });
  for (const one of dropped) await tellOf(tx, tenantId, { act: 'certificates.drop', certificate: one });
}

async function remind(tx: Transaction, tenantId: string, metadata: IdpMetadata, now: Date): Promise<void> {
  const found = remindersOf(metadata, now);
  if (found === null) return;
  const { certificate, days } = found;
  const { rows } = await tx.query<{ days: number }>(REMIND, [tenantId, certificate.fingerprint, days]);
  const told = nearestOf(
    days,
    rows.map((row) => row.days),
  );
  if (told !== null) await tellOf(tx, tenantId, { act: 'certificates.remind', certificate, days: told });
}

async function tellOf(
  tx: Transaction,
  tenantId: string,
  {
    act,
    certificate,
    days,
  }: { readonly act: AdminAct; readonly certificate: SigningCertificate; readonly days?: number },
): Promise<void> {
  const { fingerprint, notAfter } = certificate;
  const changes = [
    { path: 'notAfter', after: notAfter },
    ...(days === undefined ? [] : [{ path: 'days', after: String(days) }]),
  ];
  const asking = { requestId: uuid(), traceparent: null };
  await tell(tx, {
    act,
    object: { type: 'certificate', id: fingerprint },
    tenantId,
    by: null,
    asking,
    changes,
  });
}
