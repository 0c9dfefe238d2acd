import type { Pool } from 'pg';
import { EVENTS, isEventType, ADMIN, FACTS } from '#contracts';
import { findErased, type Erased } from '#service';
import { askProjection, type AskAs, type ProjectionAt } from '../tenants/projections.js';
import type { TenantEnd } from '../tenants/tenant-end.js';

/** What became of a tenant's rows in one database. */
export interface EndReport {
  readonly database: string;
  /** `unknown`: its service did not say. */
  readonly state: 'waiting' | 'removing' | 'removed' | 'unknown';
  /** In words why it is not known. */
  readonly because: string | null;
  readonly removedAt: Date | string | null;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface EndReportsOptions {
  /** Of the role `admin`. */
  readonly pool: Pool;
  readonly activity: Pool | undefined;
  readonly projections: readonly ProjectionAt[];
}

/** Asks each database what was removed: its own, and the projections by their operators' API, as whoever asks. */
export class EndReports {
  readonly #options: EndReportsOptions;

  constructor(options: EndReportsOptions) {
    this.#options = options;
  }

  /** @param askAs as the operator who asks */
  async of(end: TenantEnd, askAs: AskAs): Promise<{ databases: EndReport[]; remaining: Remaining | null }> {
    const { pool, activity, projections } = this.#options;
    const { tenantId } = end;
    const asked = await Promise.all([
      foundIn('rollcall_scim', () => findErased(pool, tenantId)),
      ...(activity === undefined ? [] : [foundIn('rollcall_activity', () => findErased(activity, tenantId))]),
      ...projections.map((at) => foundIn(`rollcall_${at.name}`, () => ask(at, tenantId, askAs))),
    ]);
    const audit = asked.find(({ report }) => report.database === 'rollcall_audit');
    const isCounted = end.endedAt !== null && audit?.report.state === 'removed';
    return {
      databases: asked.map(({ report }) => report),
      remaining: isCounted ? remainingOf(audit.kinds, end) : null,
    };
  }
}

type Asked = { readonly report: EndReport; readonly kinds: Erased['kinds'] };

async function foundIn(database: string, find: () => Promise<Erased | null>): Promise<Asked> {
  try {
    const erased = await find();
    const { rows = {}, kinds = {}, erasedAt: removedAt = null } = erased ?? {};
    const state = erased === null ? 'waiting' : removedAt === null ? 'removing' : 'removed';
    return { report: { database, state, because: null, removedAt, rows }, kinds };
  } catch (error) {
    const because = error instanceof Error ? error.message : 'it did not answer';
    return { report: { database, state: 'unknown', because, removedAt: null, rows: {} }, kinds: {} };
  }
}

async function ask(at: ProjectionAt, tenantId: string, askAs: AskAs): Promise<Erased | null> {
  return (await askProjection(at, `/tenants/${tenantId}/end`, askAs)) as Erased | null;
}

/** Events that the topics still hold, by topic. */
export type Remaining = Readonly<Record<string, number>>;

/**
 * As the audit log counted them when it removed them, by their topics or their types: every event was an entry there, but changes of settings, which have
 * versions, and the end itself.
 */
function remainingOf(kinds: Erased['kinds'], { settingsVersion }: TenantEnd): Remaining {
  const counts = new Map<string, number>(FACTS.map(({ name }) => [name, 0]));
  const add = (topic: string, count: number): void => void counts.set(topic, (counts.get(topic) ?? 0) + count);
  for (const [kind, count] of Object.entries(kinds)) add(isEventType(kind) ? EVENTS[kind].topic.name : kind, count);
  add(ADMIN.name, (settingsVersion ?? 0) + 1);
  return Object.fromEntries(counts);
}
