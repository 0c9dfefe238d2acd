import type { Actor } from '#contracts';
import type { ScimError } from '#scim';
import type { Decision } from '../writes/outcome.js';

/** A request of a connection, or one operation of its bulk, at its end: of what is not known, nothing is said. */
export interface Ending {
  readonly tenantId: string;
  readonly actor: Actor;
  /** Of the request, also where an operation of it ends. */
  readonly requestId: string;
  /** Its index in the bulk; null of a request itself. */
  readonly operation: number | null;
  /** When it began: milliseconds since 1970. */
  readonly begun: number;
  /** Milliseconds; null of an operation, which shares its request's. */
  readonly ms: number | null;
  readonly method: string;
  /** Without its query, which names people. */
  readonly path: string;
  readonly status: number;
  readonly resourceType: 'User' | 'Group' | null;
  readonly sought: Sought;
  readonly told: Told;
  /** What was decided stayed in a shadow: no version, event or entry of the resource followed. */
  readonly isShadow?: boolean;
}

/** Who was sought, or meant: also by a request that was refused. */
export interface Sought {
  readonly resourceId?: string | undefined;
  readonly userName?: string | undefined;
  readonly externalId?: string | undefined;
}

/** What became of it, as far as it was told. */
export interface Told {
  readonly decision?: Decision;
  readonly error?: ScimError;
  /** Of the event that says that it was refused. */
  readonly refusalEvent?: string | null;
  /** What a list showed: how many, and the id of the one that was alone. */
  readonly matched?: { readonly count: number; readonly id?: string };
}
