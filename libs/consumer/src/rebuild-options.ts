import type { ClientBase } from 'pg';
import type { KafkaSettings } from '#kafka';
import type { Bulk } from './bulk.js';
import type { Handlers } from './delivery.js';
import type { Folded } from './fold.js';
import type { ConsumerLog } from './log.js';

/** What a rebuild has to know of a projection. */
export interface RebuildableProjection<Digest> {
  /** Shown in `pg_stat_activity`, and Kafka's client id. */
  readonly name: string;
  readonly liveSchema: string;
  /** DDL of everything in a schema of that name, itself and `consumerTables` included. */
  readonly tables: (schema: string) => readonly string[];
  readonly handlers: Handlers;
  readonly bulk?: Bulk;
  /** Of the schema that the search path names. */
  readonly digest: (session: ClientBase) => Promise<Digest>;
  /** What its fold writes beside it and no replay can tell: a rebuild writes to an empty likeness of it, and drops that. */
  readonly kept?: string;
  /** Keeps the replaced schema under a name with the time, for a person to drop; else it is dropped. */
  readonly keepsOld: boolean;
}

export interface RebuildOptions {
  /** The owner of the database: it creates the schema and swaps the names. */
  readonly ownerUrl: string;
  /** The role that folds, the same as the live service's. */
  readonly writerUrl: string;
  readonly kafka: KafkaSettings;
  /** Compare only, and leave the live projection as it is. */
  readonly isCheck: boolean;
  readonly log?: ConsumerLog;
  /** A step of the work begins; for a person who waits, and for tests. */
  readonly onStep?: (step: 'folding' | 'catching-up' | 'comparing' | 'swapped') => Promise<void> | void;
}

export interface Rebuilt<Digest> {
  readonly live: Digest;
  readonly rebuilt: Digest;
  readonly isEqual: boolean;
  /**
   * Why the two differ, null when they are equal. `parked`: by what is parked in the live one and is refused no longer by
   * tables as they are made today, and by nothing else; releasing or discarding it makes them equal. `other`: something else happened to the live one.
   */
  readonly difference: 'parked' | 'other' | null;
  /** Events that are parked in the live projection. */
  readonly parked: number;
  readonly isSwapped: boolean;
  /** The schema that holds what was replaced, or null. */
  readonly kept: string | null;
  readonly folded: Folded;
}
