import type { Pool } from 'pg';
import type { OutboxBell } from '#outbox';
import type { Logger } from '#service';
import type { ScimApiConfig } from './config.js';
import { recordBatch } from './http/scim/instruments.js';
import type { Place } from './scim-api.module.js';
import type { AdminWritesOptions } from './storage/admin-writes.js';
import { MembershipReader } from './storage/read/membership-reader.js';
import { groupReads } from './storage/read/read-groups.js';
import { openReads, type Reads } from './storage/read/reads.js';
import { UserReader } from './storage/read/user-reader.js';
import { GoingLiveShadows } from './storage/shadow/going-live.js';
import { ShadowNotes } from './storage/shadow/shadow-notes.js';
import { ShadowReports } from './storage/shadow/shadow-reports.js';
import { ShadowSessions } from './storage/shadow/shadow-sessions.js';
import { ShadowStore } from './storage/shadow/shadow-store.js';
import { Store } from './storage/store.js';
import { Writer } from './storage/writer/writer.js';
import { projectionsAt } from './tenants/projections.js';
import { ShadowLooks } from './tenants/shadow-looks.js';
import { mailsAt, type CountMails } from './tenants/shadow-mails.js';

export interface ShadowParts {
  readonly pools: {
    readonly shadowWrites: Pool;
    readonly shadowReads: Pool;
    readonly shadowLists: Pool;
    readonly cancels: Pool;
    /** Of the same role, of the resources: for what commits, and for what needs not. */
    readonly refused: Pool;
    readonly lookUps: Pool;
    readonly admin: Pool;
  };
  readonly bell: OutboxBell;
  readonly acts: AdminWritesOptions;
  /** Where it goes live. */
  readonly store: Store;
}

export interface OpenShadow {
  readonly place: Place;
  readonly notes: ShadowNotes;
  readonly stores: {
    readonly shadows: ShadowStore;
    readonly shadowReports: ShadowReports;
    readonly shadowMails: CountMails;
  };
  stop(): Promise<void>;
}

/** The writers and readers of all shadows, over what has the tables' names there, with turns of their own; and how they go live. */
export function openShadow(
  { pools, bell, acts, store }: ShadowParts,
  config: ScimApiConfig,
  logger: Logger,
): OpenShadow {
  const { shadowWrites, shadowReads, shadowLists, cancels, refused: people, lookUps, admin } = pools;
  const readers = openReads(shadowReads, { reads: shadowLists, cancels }, config);
  const notes = new ShadowNotes(lookUps, logger);
  const shadows = new ShadowStore({ ...acts, people });
  const looks = new ShadowLooks({
    shadows: new GoingLiveShadows({ admin, people, writes: store, shadows }),
    onFailure: (err) => logger.warn({ err }, 'a shadow did not go on to go live; the next look is soon'),
  });
  looks.start();
  return {
    place: {
      store: new Store(new ShadowSessions(shadowWrites), new Writer({ bell, onBatch: recordBatch })),
      ...readsOf(readers),
      onFound: (tenantId, ids) => notes.found(tenantId, ids),
    },
    notes,
    stores: {
      shadows,
      shadowReports: new ShadowReports(lookUps),
      shadowMails: mailsAt(projectionsAt(config.PROJECTION_URLS)),
    },
    stop: async () => {
      await Promise.all([looks.stop(), notes.close()]);
    },
  };
}

export function readsOf(readers: Reads): Pick<Place, 'users' | 'groups' | 'memberships'> {
  return { users: new UserReader(readers), groups: groupReads(readers), memberships: new MembershipReader(readers) };
}
