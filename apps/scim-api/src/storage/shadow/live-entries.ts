import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import type { GroupMember } from '#contracts';
import { inTransaction, scopeToTenant } from '#postgres';
import { countMembers } from '../statements/members.js';
import * as sql from './live-statements.js';

/** At most: a page has the bytes of one, and each may be 200 kB as it was, as the shadow has it, and as it is. */
const PAGE = 32;
/** Of a group, at once: each a hundred bytes of an event. */
const MEMBERS_AT_ONCE = 5_000;
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

export type Entry = sql.EntryRow;

export interface Moving {
  readonly join: readonly GroupMember[];
  readonly leave: readonly GroupMember[];
}

/** The differences of one tenant's shadow, as it goes live: what is left of them, and what became of each. */
export class LiveEntries {
  readonly #pool: Pool;
  readonly tenantId: string;

  /** @param pool of the role `scim` */
  constructor(pool: Pool, tenantId: string) {
    this.#pool = pool;
    this.tenantId = tenantId;
  }

  /** Pages of those whose turn it is, by their ids. */
  async *pages(part: sql.Part): AsyncGenerator<readonly Entry[]> {
    let after = LEAST_ID;
    for (;;) {
      const page = await this.#rows<Entry>(sql.nextEntries(part, this.tenantId, after, PAGE));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.id;
    }
  }

  /** How many were: a group that awaits members is not. */
  async settle(settled: readonly sql.Settling[]): Promise<number> {
    return settled.length === 0 ? 0 : (await this.#rows(sql.settleEntries(this.tenantId, settled))).length;
  }

  /** It is as it should be at this version, and awaits members: whether it moves is told by that one, whatever events are left. */
  async noteVersion(id: string, version: number): Promise<void> {
    await this.#rows(sql.noteVersion(this.tenantId, id, version));
  }

  /** Whether all its versions since one were written by the requests of this asking: it has not moved then. */
  async isOwn({ id, liveVersion }: Entry, since: number, requestId: string): Promise<boolean> {
    if (liveVersion === null || liveVersion <= since) return false;
    const [counted] = await this.#rows<{ count: number }>(sql.countOwnVersions(id, since, requestId));
    return counted?.count === liveVersion - since;
  }

  async membersToMove(groupId: string): Promise<Moving> {
    const [toJoin, toLeave] = sql.membersToMove(groupId, MEMBERS_AT_ONCE);
    const read = async (statement: QueryConfig | undefined): Promise<readonly GroupMember[]> =>
      statement === undefined ? [] : this.#rows<GroupMember>(statement);
    return { join: await read(toJoin), leave: await read(toLeave) };
  }

  async countMembers(groupId: string): Promise<number> {
    const [counted] = await this.#rows<{ members: number }>(countMembers(groupId));
    return counted?.members ?? 0;
  }

  async noteHeld(isHeld: boolean): Promise<void> {
    await this.#rows(sql.noteHeld(this.tenantId, isHeld));
  }

  async countUnsettled(): Promise<number> {
    const [counted] = await this.#rows<{ count: number }>(sql.countUnsettled(this.tenantId));
    return counted?.count ?? 0;
  }

  #rows<Row extends object>(statement: QueryConfig): Promise<readonly (Row & QueryResultRow)[]> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, this.tenantId);
      return (await tx.query<Row & QueryResultRow>(statement)).rows;
    });
  }
}
