import type { AttributeRef } from '../schema/lookup.js';

/** RFC 7644 §3.4.2.2, table 3, without `pr`. */
export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** One tree, several interpreters: `printFilter`, `matchesFilter`, and SQL in the service that stores. */
export type Filter =
  | { readonly kind: 'compare'; readonly path: AttributeRef; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: AttributeRef }
  | { readonly kind: 'and'; readonly operands: readonly Filter[] }
  | { readonly kind: 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'valuePath'; readonly path: AttributeRef; readonly filter: Filter };

export type Literal = string | number | boolean | null;
