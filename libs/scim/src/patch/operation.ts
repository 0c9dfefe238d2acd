import type { Filter } from '../filter/tree.js';
import type { JsonValue } from '../json.js';
import type { Doubt, QuirkName } from '../reading/quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import type { AttributeRef } from '../schema/lookup.js';
import type { Spend } from './work.js';

/** What a path selects. Without a filter: the attribute, or its sub-attribute in every element. */
export interface Target {
  readonly ref: AttributeRef;
  readonly filter: Filter | null;
}

/**
 * A PATCH operation in normal form: always with a path, one per attribute (a complex attribute that is not multi-valued:
 * one per sub-attribute), its value canonical. The three kinds of RFC 7644 §3.5.2.
 */
export type Operation = (
  | {
      readonly op: 'add' | 'replace';
      readonly target: Target;
      readonly value: JsonValue;
      /** What happens when the filter selects nothing. */
      readonly onNoMatch: 'create' | 'refuse';
    }
  | {
      readonly op: 'remove';
      readonly target: Target;
      /** Only these elements (Entra's Remove with a value); null for all that the target selects. */
      readonly values: readonly JsonValue[] | null;
    }
) & {
  /** Of the operation that it was sent in. */
  readonly index?: number;
};

export interface Patch {
  readonly type: ResourceType;
  readonly operations: readonly Operation[];
  readonly quirks: readonly QuirkName[];
  /** Values that what the patch is applied to must hold already. */
  readonly doubts: readonly Doubt[];
  /** Of the request that this patch is a part of; alone a patch may cost MAX_PATCH_WORK. */
  readonly spend?: Spend;
}
