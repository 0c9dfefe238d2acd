import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { shownChanges, type Change } from '#contracts';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import {
  diff,
  GROUP_TYPE,
  sensitiveNames,
  USER_TYPE,
  type JsonObject,
  type ResourceType,
  type UserAttributes,
} from '#scim';
import type { ConnectionKey, Page } from '../../tenants/admin-store.js';
import { shadowOf } from '../../tenants/shadow.js';
import {
  SHADOW_KINDS,
  type GoingLive,
  type ShadowCounts,
  type ShadowDecision,
  type ShadowItem,
  type ShadowKind,
  type ShadowRefusals,
  type ShadowReport,
} from '../../tenants/shadow-report.js';
import { UserTypes } from '../user-types.js';
import * as sql from './report-statements.js';

/** What a shadow has done, and what would become of it. `null` says that the connection is none. */
export class ShadowReports {
  readonly #pool: Pool;
  readonly #types: UserTypes;

  /** @param pool of the role `scim`, which sees one tenant's people at a time */
  constructor(pool: Pool) {
    this.#pool = pool;
    this.#types = new UserTypes(pool);
  }

  report(key: ConnectionKey): Promise<ShadowReport | null> {
    return this.#of(key, async (tx, { startedAt, resources, memberships, ...state }) => {
      const kinds = await rows<KindRow>(tx, sql.countKinds(key.tenantId));
      return {
        connectionId: key.id,
        state: shadowOf(state.state) ?? 'open',
        startedAt,
        resources,
        memberships,
        users: countsOf(kinds, 'User'),
        groups: countsOf(kinds, 'Group'),
        refused: await rows<ShadowRefusals & QueryResultRow>(tx, sql.listRefusals(key.tenantId)),
        goingLive: await goingLiveOf(tx, key.tenantId, state),
      };
    });
  }

  /** A page of those of a kind, by their ids. */
  items(key: ConnectionKey, kind: ShadowKind, page: Page): Promise<ShadowItems | null> {
    return this.#list({ key, page, statement: sql.listItems({ ...page, tenantId: key.tenantId }, kind) }, itemOf);
  }

  /** As {@link items}, with what became of each as it went live. */
  archived(key: ConnectionKey, kind: ShadowKind, page: Page): Promise<ArchivedItems | null> {
    const statement = sql.listItems({ ...page, tenantId: key.tenantId }, kind);
    return this.#list({ key, page, statement }, (row, type) => ({
      ...itemOf(row, type),
      because: row.code,
      ...decisionOf(row),
    }));
  }

  /** A page of those that wait for a decision. */
  undecided(key: ConnectionKey, page: Page): Promise<ShadowItems | null> {
    return this.#list({ key, page, statement: sql.listUndecided({ ...page, tenantId: key.tenantId }) }, itemOf);
  }

  async #list<Item>(
    { key, page, statement }: Listing,
    itemIn: (row: ItemRow, type: ResourceType) => Item,
  ): Promise<{ readonly items: readonly Item[]; readonly isMore: boolean } | null> {
    const type = await this.#types.load(key.tenantId);
    return this.#of(key, async (tx) => {
      const read = await rows<ItemRow>(tx, statement);
      const isMore = read.length === page.limit || read.length < Number(read[0]?.found ?? 0);
      return { items: read.map((row) => itemIn(row, type)), isMore };
    });
  }

  #of<Result>(
    { tenantId, id }: ConnectionKey,
    work: (tx: Transaction, state: StateRow) => Promise<Result>,
  ): Promise<Result | null> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const [state] = await rows<StateRow>(tx, sql.findState(tenantId));
      return state?.connectionId === id ? work(tx, state) : null;
    });
  }
}

/** A page ends early where what it is made of is large. */
export interface ShadowItems {
  readonly items: readonly ShadowItem[];
  readonly isMore: boolean;
}

export interface ArchivedItems {
  readonly items: readonly (ShadowItem & ShadowDecision)[];
  readonly isMore: boolean;
}

interface Listing {
  readonly key: ConnectionKey;
  readonly page: Page;
  readonly statement: QueryConfig;
}

interface StateRow extends QueryResultRow {
  readonly connectionId: string;
  readonly state: string;
  readonly startedAt: Date;
  readonly resources: number;
  readonly memberships: number;
  readonly askedAt: Date | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly held: boolean;
}

interface KindRow extends QueryResultRow {
  readonly type: string;
  readonly kind: string;
  readonly count: number;
}

interface ItemRow extends QueryResultRow {
  readonly id: string;
  readonly type: 'User' | 'Group';
  readonly kind: ShadowKind;
  readonly version: number | null;
  readonly before: string | null;
  readonly shadowVersion: number | null;
  readonly after: string | null;
  readonly outcome?: string | null;
  readonly take?: string | null;
  readonly code: string | null;
  readonly found: string;
  readonly added: number | null;
  readonly removed: number | null;
  readonly liveVersion?: number | null;
  readonly live?: string | null;
}

/** The statement's column list is the row type. */
async function rows<Row extends QueryResultRow>(tx: Transaction, statement: QueryConfig): Promise<Row[]> {
  return (await tx.query<Row>(statement)).rows;
}

function countsOf(kinds: readonly KindRow[], of: string): ShadowCounts {
  const counted = (kind: ShadowKind): number =>
    kinds.reduce((sum, row) => (row.type === of && row.kind === kind ? sum + row.count : sum), 0);
  const [create, match, change, deactivate, reactivate, gone] = SHADOW_KINDS.map(counted);
  return {
    create: create ?? 0,
    match: match ?? 0,
    change: change ?? 0,
    deactivate: deactivate ?? 0,
    reactivate: reactivate ?? 0,
    delete: gone ?? 0,
  };
}

async function goingLiveOf(
  tx: Transaction,
  tenantId: string,
  { askedAt, by, reason, held: isHeld }: Pick<StateRow, 'askedAt' | 'by' | 'reason' | 'held'>,
): Promise<GoingLive | null> {
  if (askedAt === null) return null;
  const [counted] = await rows<{ done: number; left: number; undecided: number }>(tx, sql.countOutcomes(tenantId));
  const { done = 0, left = 0, undecided = 0 } = counted ?? {};
  return { askedAt, by: by ?? '', reason: reason ?? '', done, left, undecided, isHeld };
}

/** Whom nothing has touched nobody decides about. */
function decisionOf({ outcome, take }: ItemRow): ShadowDecision {
  return { outcome: outcome ?? null, take: take ?? null };
}

function itemOf(row: ItemRow, type: ResourceType): ShadowItem {
  const { id, kind, version, added, removed } = row;
  const before = parsed(row.before);
  const side = (of: string | null, at: number | null) => ({
    version: of === null ? null : at,
    changes: changesOf(row.type, { before, after: parsed(of) }, type),
  });
  const isUndecided = row.live !== undefined;
  return {
    id,
    type: row.type,
    name: nameIn(parsed(row.after) ?? before),
    kind,
    version,
    shadow: side(row.after, row.shadowVersion),
    members: added === null || removed === null || row.type === 'User' ? null : { added, removed },
    live: isUndecided ? side(row.live ?? null, row.liveVersion ?? null) : null,
    because: isUndecided ? (row.code ?? 'moved') : null,
  };
}

interface Sides {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** What is sensitive is shown to nobody. */
function changesOf(of: 'User' | 'Group', { before, after }: Sides, type: ResourceType): readonly Change[] {
  if (of === 'Group') return diff(GROUP_TYPE, before, after);
  // Decoder: nothing but canonical attributes of users is ever written to the column.
  const names = sensitiveNames(type, before as UserAttributes | null, after as UserAttributes | null);
  return shownChanges(diff(USER_TYPE, before, after), names);
}

function parsed(text: string | null): JsonObject | null {
  return text === null ? null : (JSON.parse(text) as JsonObject);
}

function nameIn(attributes: JsonObject | null): string | null {
  const name = attributes?.userName ?? attributes?.displayName;
  return typeof name === 'string' ? name : null;
}
