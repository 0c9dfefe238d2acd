import type { Attribute } from '../schema/attribute.js';

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** Where a value stands in a resource, resolved against the schema. */
export interface AttributeRef {
  /**
   * Canonical spelling: `userName`, `name.givenName`, `emails`, `emails.value`, `urn:…:User:manager.value`; inside a
   * value path relative to its element: `type`, `value`.
   */
  readonly key: string;
  /** URN of the extension that holds the attribute; null for core and common attributes. */
  readonly extension: string | null;
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

/** One tree, several interpreters: `printFilter`, `matchesFilter`, and SQL in the service that stores. */
export type Filter =
  | { readonly kind: 'compare'; readonly path: AttributeRef; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: AttributeRef }
  | { readonly kind: 'and'; readonly operands: readonly Filter[] }
  | { readonly kind: 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'valuePath'; readonly path: AttributeRef; readonly filter: Filter };

export type Literal = string | number | boolean | null;
