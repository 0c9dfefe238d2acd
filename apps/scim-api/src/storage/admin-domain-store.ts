import type { Pool, QueryResultRow } from 'pg';
import { mailDomain, type AdminAct } from '#contracts';
import type { Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import {
  actOn,
  addDomain,
  afterAnswer,
  decideDomain,
  type AnswerContext,
  type DnsAnswer,
  type Domain,
  type DomainRefusal,
} from '../tenants/domain.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import { AdminWrites, type AdminStoreOptions } from './admin-writes.js';
import { announceNext, lockedTenant } from './announce-tenant.js';
import * as sql from './domain-statements.js';

/** What is asked of name servers; the token tells a domain from one of that name that was added since. */
export type DueDomain = Pick<Domain, 'tenantId' | 'name' | 'token'>;

export interface DomainKey {
  readonly tenantId: string;
  readonly name: string;
}

/** Mail domains of tenants, for the admin API and the daily look. `null` says that there is no such tenant or domain. */
export class DomainStore {
  readonly #pool: Pool;
  readonly #writes: AdminWrites;

  constructor({ pool, writes = pool, ...options }: AdminStoreOptions) {
    this.#pool = pool;
    this.#writes = new AdminWrites({ ...options, writes });
  }

  add(tenantId: string, given: string, acting: Acting): Promise<Domain | DomainRefusal | null> {
    return this.#change({ tenantId, acting, otherwise: null }, (known) =>
      addDomain(tenantId, given, { known, now: this.#writes.now() }),
    );
  }

  /** By an operator's word, for a domain that may be new. */
  decide(
    { tenantId, name }: DomainKey,
    decision: { readonly state: 'verified' | 'withdrawn'; readonly reason: string },
    acting: Acting,
  ): Promise<Domain | DomainRefusal | null> {
    const now = this.#writes.now();
    const otherwise = decision.state === 'verified' ? 'domains.verify' : 'domains.withdraw';
    return this.#change({ tenantId, acting: { ...acting, reason: decision.reason }, otherwise }, (known) => {
      const before = known.find((domain) => domain.name === mailDomain(name));
      const domain = before ?? addDomain(tenantId, name, { known, now });
      return 'code' in domain ? domain : decideDomain(domain, decision, now);
    });
  }

  /** What name servers have said; null where the domain is no longer the one that they were asked about. */
  async answered(
    { tenantId, name, token }: DueDomain,
    answer: DnsAnswer,
    { acting, ...context }: AnswerContext & { readonly acting: Acting },
  ): Promise<Domain | null> {
    const otherwise = acting.type === 'name-server' ? null : 'domains.check';
    const changed = await this.#change({ tenantId, acting, otherwise }, (known) => {
      const domain = known.find((one) => one.name === name && one.token === token);
      if (domain === undefined) return null;
      // The daily look had asked when an operator decided: then nobody waits for its answer.
      if (acting.type === 'name-server' && domain.nextCheckAt === null) return null;
      return afterAnswer(domain, answer, context);
    });
    return changed === null || 'code' in changed ? null : changed;
  }

  /** All of them: a tenant has at most MAX_TENANT_DOMAINS. */
  async list(tenantId: string): Promise<Domain[] | null> {
    if ((await this.#pool.query(FIND_TENANT, [tenantId])).rowCount === 0) return null;
    return (await this.#pool.query<Domain & QueryResultRow>(sql.LIST_DOMAINS, [tenantId])).rows;
  }

  async find({ tenantId, name }: DomainKey): Promise<Domain | null> {
    const known = mailDomain(name);
    if (known === null) return null;
    const { rows } = await this.#pool.query<Domain & QueryResultRow>(sql.FIND_DOMAIN, [tenantId, known]);
    return rows[0] ?? null;
  }

  /**
   * Of a tenant that was mailed before domains were proved, what is not listed is mailed: only an operator removes what was
   * withdrawn.
   *
   * @returns null: there is no such domain
   */
  async remove(
    { tenantId, name }: DomainKey,
    acting: Acting,
    isOperator: boolean,
  ): Promise<Domain | DomainRefusal | null> {
    const known = mailDomain(name);
    if (known === null) return null;
    return this.#writes.commit(async (tx) => {
      const tenant = await lockedTenant(tx, tenantId);
      if (tenant === null) return null;
      const before = (await domainsOf(tx, tenantId)).find(({ name: of }) => of === known);
      if (before === undefined) return null;
      if (before.state === 'withdrawn' && !isOperator) return { code: 'domain-withdrawn' } as const;
      await tx.query(sql.REMOVE_DOMAIN, [tenantId, known]);
      const at = this.#writes.now();
      await announceNext(tx, tenant, { cause: acting, now: at });
      const changes = settingsChanged(decided(before), null);
      await appendAct(tx, { act: 'domains.remove', ...ofDomain(before), at, changes }, acting);
      return before;
    }, isDomain);
  }

  /** Claims what is due until `leaseUntil`; of several replicas one. */
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<DueDomain[]> {
    return this.#writes.commit(
      async (tx) => (await tx.query<DueDomain & QueryResultRow>(sql.CLAIM_DUE_DOMAINS, [now, leaseUntil, limit])).rows,
      () => false,
    );
  }

  #change<Refusal>(
    { tenantId, acting, otherwise }: DomainAct,
    decide: (known: readonly Domain[]) => Domain | Refusal | null,
  ): Promise<Domain | Refusal | null> {
    const told = { isAny: false };
    return this.#writes.commit(
      async (tx) => {
        // The tenant's row is the lock: what is decided on is what is written over.
        const tenant = await lockedTenant(tx, tenantId);
        if (tenant === null) return null;
        const known = await domainsOf(tx, tenantId);
        const after = decide(known);
        if (after === null || !isDomain(after)) return after;
        await saveDomain(tx, after);
        const before = known.find(({ name }) => name === after.name);
        const at = this.#writes.now();
        if (before?.state !== after.state) await announceNext(tx, tenant, { cause: acting, now: at });
        const act = actOn(before, after) ?? otherwise;
        const changes = settingsChanged(decided(before), decided(after));
        const because = { ...acting, reason: acting.reason ?? after.reason };
        if (act !== null) await appendAct(tx, { act, ...ofDomain(after), at, changes }, because);
        told.isAny = act !== null || before?.state !== after.state;
        return after;
      },
      () => told.isAny,
    );
  }
}

const FIND_TENANT = `
  select 1
    from tenants
   where id = $1::uuid`;

interface DomainAct {
  readonly tenantId: string;
  readonly acting: Acting;
  /** What it is called when it changed no state: an operator asked, or said it again; null: then it is no act. */
  readonly otherwise: AdminAct | null;
}

/** What an act says of a domain: neither its record, nor when it is asked for. */
function decided(domain: Domain | undefined): object | null {
  if (domain === undefined) return null;
  const { state, verifiedBy, reason } = domain;
  return { state, verifiedBy, reason };
}

function ofDomain({ tenantId, name }: Domain) {
  return { tenantId, object: { type: 'domain', id: name } };
}

function isDomain(value: unknown): value is Domain {
  return typeof value === 'object' && value !== null && 'token' in value;
}

async function domainsOf(tx: Transaction, tenantId: string): Promise<Domain[]> {
  return (await tx.query<Domain & QueryResultRow>(sql.LIST_DOMAINS, [tenantId])).rows;
}

async function saveDomain(tx: Transaction, domain: Domain): Promise<void> {
  const { tenantId, name, state, token, failures, verifiedBy, reason } = domain;
  const { createdAt, verifiedAt, answeredAt, nextCheckAt } = domain;
  const values = [tenantId, name, state, token, failures, verifiedBy, reason];
  await tx.query(sql.SAVE_DOMAIN, [...values, createdAt, verifiedAt, answeredAt, nextCheckAt]);
}
