import type { UserResource } from '#contracts';
import type { OpenLine } from './lines.js';

/** Of an employee, what an event must know of the past: every event carries the whole resource after the change. */
export interface Known {
  readonly version: number;
}

/** What an event of a batch is folded over, as the tables have it. */
export interface KnownEmployee extends Known {
  /** Time of the newest event. */
  readonly changedAt: string;
  /** null: deleted, or nothing is kept of the past. */
  readonly line: OpenLine | null;
  /** Of the words that stand in the tables; null: none do. */
  readonly termsKey: string | null;
  /** Events that leapt, and have taken the person out of work since the newest one; mostly none. */
  readonly inactiveBy: readonly string[];
}

/** The directory's view of a user. `null` is "not assigned". */
export interface Employee extends Known {
  readonly kind: 'employee';
  readonly tenantId: string;
  /** The SCIM id. */
  readonly id: string;
  /** Time of the newest event (RFC 3339, UTC). */
  readonly changedAt: string;
  readonly active: boolean;
  readonly userName: string;
  readonly externalId: string | null;
  /** Never empty: a person without a display name is shown by name, or by userName. */
  readonly displayName: string;
  readonly department: string | null;
  readonly title: string | null;
  /** As it was given, an id, a work address or a number (see personNamed): the manager may be unknown yet, or never come. */
  readonly managerId: string | null;
  /** The work address, as the contracts decide it. */
  readonly mail: string | null;
  readonly employeeNumber: string | null;
  /** Custom attributes whose value names an employee. */
  readonly references: readonly string[];
  /** The whole resource, extensions included. */
  readonly resource: UserResource;
}

/** What is left of a deleted employee: enough that an older event cannot bring the person back, and no personal data. */
export interface Tombstone extends Known {
  readonly kind: 'deleted';
  readonly tenantId: string;
  readonly id: string;
  readonly changedAt: string;
}

export type EmployeeView = Employee | Tombstone;
