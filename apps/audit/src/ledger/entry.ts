import type { Change, EventType } from '#contracts';

/** An entry as it is read: what was changed is the JSON that was written, for an answer and never looked into. */
export type StoredEntry = Omit<Entry, 'changes'> & {
  readonly changes: string;
  /** In which order it came; 0 of what was there before entries were numbered. */
  readonly sequence: number;
};

/** What the ids of an entry are called, where that is known; the last name of what is gone. */
export interface EntryNames {
  readonly resourceName?: string;
  readonly userName?: string;
  readonly connectionName?: string;
  readonly credentialName?: string;
  readonly operatorName?: string;
}

export type NamedEntry = StoredEntry & EntryNames;

/** One line of the audit log: an accepted write, a refused one, a number of refused ones over the cap, or an operator's act. */
export interface Entry {
  /** The event's id: the same in the live log and in every rebuild. */
  readonly id: string;
  readonly tenantId: string;
  /** `ce_time`: when it was decided, RFC 3339 with milliseconds. */
  readonly time: string;
  readonly type: EventType;
  readonly outcome: 'accepted' | 'refused';
  /** null where no connection acted, but an operator. */
  readonly connectionId: string | null;
  /** null where refusals of several credentials were counted. */
  readonly credentialId: string | null;
  /** Of an operator's act the type of its object, which may be one of a later version. */
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  /** null for refusals and acts: they have none. */
  readonly resourceVersion: number | null;
  /** Of an act the settings that it changed. Of a group's members, `before` lists who was taken out and `after` who was put in. */
  readonly changes: readonly Change[];
  readonly requestId: string;
  /** `created`, `reactivated`, `disabled`, `deleted`, the code of the refusal, or why an operator acted; else null. */
  readonly reason: string | null;
  /** Of refusals: what was asked and answered. */
  readonly method: string | null;
  readonly status: number | null;
  readonly scimType: string | null;
  /** Where in the request, and what may stand there; not of refusals from before that was told. */
  readonly path?: string;
  readonly rule?: string;
  /** Of an operator's act: what was done, and who did it. */
  readonly act?: string;
  readonly operator?: string;
  /** From where, as a range; not of acts from before that was told. */
  readonly address?: string;
  /** Of counted refusals: how many, from when to when. */
  readonly count: number | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  /** Where Kafka has its event; not of entries from before that was kept. */
  readonly topic?: string;
  readonly partition?: number;
  /** A decimal: it is a bigint. */
  readonly offset?: string;
}
