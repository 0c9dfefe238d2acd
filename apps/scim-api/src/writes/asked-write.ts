import type { BulkMethod, QuirkName, ReadingRules, Spend, Steps } from '#scim';
import type { WriteRequest } from './write-request.js';

/** A write as a message asks for it, read once: the change is made of it for a request and a resource. */
export interface AskedWrite<Change> {
  /** The accommodations that it needed. */
  readonly quirks: readonly QuirkName[];
  /** Those that only the resource can tell, once it was decided. */
  readonly noted?: ReadonlySet<QuirkName>;
  readonly change: (request: WriteRequest, id: string, ifMatch?: string) => Change;
}

/** @param spend what the PATCHes of one bulk may cost together: they are one request */
export type Reading<Change> = (body: unknown, rules: ReadingRules, spend?: Spend) => Steps<AskedWrite<Change>>;

/** How each method's message about a resource is read, whether it comes in a request of its own or in a bulk. */
export type Readings<Change> = Readonly<Record<BulkMethod, Reading<Change>>>;
