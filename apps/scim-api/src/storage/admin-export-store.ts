import type { Pool, QueryResultRow } from 'pg';
import { decodeEvent, MASK, shownChanges } from '#contracts';
import { inTransaction } from '#postgres';
import { CUSTOM_USER_URN, sensitiveNames, type ResourceType, type UserAttributes } from '#scim';
import type { Acting } from '../tenants/admin-acted.js';
import type { AdminStore, ConnectionKey, Page } from '../tenants/admin-store.js';
import { archived, type ArchiveLine } from '../tenants/archive.js';
import type { Tenant } from '../tenants/tenant.js';
import { appendAct } from './admin-acts.js';
import type { AttributeStore } from './admin-attribute-store.js';
import type { DomainStore } from './admin-domain-store.js';
import { lockedTenant } from './announce-tenant.js';
import type { AskAs } from '../tenants/projections.js';
import { ExportElsewhere } from './export-elsewhere.js';
import { ExportPages } from './read/export-pages.js';
import { storedGroup, storedUser } from './resource-row.js';
import { shadowLines } from './shadow/shadow-lines.js';
import { ShadowReports } from './shadow/shadow-reports.js';
import { UserTypes } from './user-types.js';

export interface ExportStoreOptions {
  /** Of the role `admin`, for what commits. */
  readonly writes: Pool;
  /** Of the role `scim`, which sees one tenant's people at a time. */
  readonly people: Pool;
  readonly ring: () => void;
  /** What others keep; nobody is asked unless told. */
  readonly elsewhere?: ExportElsewhere;
  readonly settings: {
    readonly store: AdminStore;
    readonly attributes: AttributeStore;
    readonly domains: DomainStore;
  };
}

type Lines = AsyncGenerator<readonly ArchiveLine[]>;

const PAGE = 100;
const FORMAT = 1;

/** All that the services have of a tenant, without secrets. */
export class ExportStore {
  readonly #options: ExportStoreOptions;
  readonly #pages: ExportPages;
  readonly #types: UserTypes;
  readonly #shadows: ShadowReports;
  readonly #elsewhere: ExportElsewhere;

  constructor(options: ExportStoreOptions) {
    this.#options = options;
    this.#pages = new ExportPages(options.people);
    this.#types = new UserTypes(options.people);
    this.#shadows = new ShadowReports(options.people);
    this.#elsewhere = options.elsewhere ?? new ExportElsewhere([]);
  }

  /**
   * The act is done, and the archive begins when it is read; null: there is no such tenant, and no act.
   *
   * @param askAs as whoever acts, for the services that have a part of it
   * @throws Problem 503 where one of them is away; there is no act then
   */
  async open(tenantId: string, acting: Acting, askAs: AskAs): Promise<AsyncGenerator<string> | null> {
    const { writes, ring } = this.#options;
    const parts = await this.#elsewhere.open(tenantId, askAs);
    const at = new Date();
    const tenant = await inTransaction(writes, async (tx) => {
      const found = await lockedTenant(tx, tenantId);
      const object = { type: 'tenant', id: tenantId };
      if (found !== null) await appendAct(tx, { act: 'tenants.export', tenantId, object, at, changes: [] }, acting);
      return found;
    });
    ring();
    return tenant && archived(this.#lines(tenant, { at, parts, askAs }));
  }

  async *#lines(tenant: Tenant, { at, parts, askAs }: Asked): Lines {
    const { id, suspendedAt } = tenant;
    yield [{ kind: 'archive', format: FORMAT, tenantId: id, at, suspendedAt, elsewhere: this.#elsewhere.missing }];
    yield [{ kind: 'tenant', ...tenant }];
    yield* this.#settings(id, askAs);
    const type = await this.#types.load(id);
    for await (const rows of this.#pages.resources(id, 'users')) yield rows.map((row) => userLine(row, type));
    for await (const rows of this.#pages.resources(id, 'groups')) yield rows.map(groupLine);
    for await (const rows of this.#pages.memberships(id, 'group_members'))
      yield rows.map((row) => ({ kind: 'member', ...row }));
    for await (const rows of this.#pages.records(id)) yield rows.flatMap((row) => versionLine(row, type));
    yield* parts;
  }

  async *#settings(id: string, askAs: AskAs): Lines {
    const { store, attributes, domains } = this.#options.settings;
    yield linesOf('attribute', await attributes.list(id));
    // The token stands in the company's own DNS, and proves something there alone.
    yield linesOf(
      'domain',
      ((await domains.list(id)) ?? []).map(({ token: _token, ...domain }) => domain),
    );
    yield* eachPage('reader', (page) => store.readers(id, page));
    for await (const connections of eachPage('connection', (page) => store.connections(id, page))) {
      yield connections;
      for (const connection of connections) {
        const key = { tenantId: id, id: String(connection.id) };
        yield* eachPage('credential', (page) => store.credentials(id, key.id, page));
        yield* this.#shadow(key, askAs);
      }
    }
  }

  /** Nothing, of a connection that is none. */
  #shadow(key: ConnectionKey, askAs: AskAs): Lines {
    const parts = { reports: this.#shadows, pages: this.#pages, countMails: this.#elsewhere.countMails };
    return shadowLines(parts, key, askAs);
  }
}

interface Asked {
  readonly at: Date;
  readonly parts: Lines;
  readonly askAs: AskAs;
}

async function* eachPage(kind: string, read: (page: Page) => Promise<readonly { id: string }[] | null>): Lines {
  for (let after: string | null = null; ;) {
    const items: readonly { id: string }[] = (await read({ limit: PAGE, after })) ?? [];
    yield linesOf(kind, items);
    after = items.at(-1)?.id ?? null;
    if (items.length < PAGE) return;
  }
}

function linesOf(kind: string, items: readonly object[] | null): ArchiveLine[] {
  return (items ?? []).map((item) => ({ kind, ...item }));
}

/** As it is stored, values without a definition too; what is sensitive is shown to nobody. */
function userLine(row: QueryResultRow, type: ResourceType): ArchiveLine {
  const { attributes, ...user } = storedUser(row);
  return { kind: 'user', ...user, attributes: withoutSensitive(attributes, type) };
}

function withoutSensitive(attributes: UserAttributes, type: ResourceType): object {
  const values = attributes[CUSTOM_USER_URN];
  const names = sensitiveNames(type, attributes);
  if (values === undefined || names.length === 0) return attributes;
  const shown = Object.entries(values).map(([name, value]): [string, string | number] => [
    name,
    names.includes(name) ? MASK : value,
  ]);
  return { ...attributes, [CUSTOM_USER_URN]: Object.fromEntries<string | number>(shown) };
}

function groupLine(row: QueryResultRow): ArchiveLine {
  return { kind: 'group', ...storedGroup(row) };
}

/** What a version changed; the outbox has nothing else of these topics. What became sensitive since is shown as little. */
function versionLine({ headers, value }: QueryResultRow, userType: ResourceType): ArchiveLine[] {
  const decoded = decodeEvent({
    headers: JSON.parse(String(headers)) as Record<string, string>,
    value: String(value),
  });
  if (!decoded.ok) return [];
  const { id, type, subject, resourceVersion: version, time, data } = decoded.event;
  if (!('actor' in data) || !('changes' in data)) return [];
  const { actor, changes = [] } = data;
  const names = [...(userType.sensitive ?? []), ...('sensitive' in data ? data.sensitive : [])];
  const shown = shownChanges(changes, names);
  const members = 'membersAdded' in data ? { added: data.membersAdded, removed: data.membersRemoved } : undefined;
  return [{ kind: 'version', event: { id, type }, resourceId: subject, version, time, actor, changes: shown, members }];
}
