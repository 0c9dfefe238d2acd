/** The operators of Entra's scoping filters, by their names in the portal. */
export type ScopingOperator =
  | 'EQUALS'
  | 'NOT EQUALS'
  | 'IS TRUE'
  | 'IS FALSE'
  | 'IS NULL'
  | 'IS NOT NULL'
  | 'REGEX MATCH'
  | 'NOT REGEX MATCH'
  | 'GREATER_THAN'
  | 'GREATER_THAN_OR_EQUALS'
  | 'INCLUDES'
  | 'ENDS_WITH'
  | '&'
  | '!&';

export interface ScopingClause {
  readonly attribute: string;
  readonly operator: ScopingOperator;
  readonly value?: string;
}

/** All clauses of a filter must hold; one filter of a scope is enough. No filters: everybody. */
export type ScopingFilter = readonly ScopingClause[];
