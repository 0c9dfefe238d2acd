import type { Filter, Literal } from '../filter/tree.js';

/** Of a filter by equalities, one of which is `primary eq true`: the others; null for any other filter. */
export function withoutPrimaryClause(filter: Filter | null): readonly Filter[] | null {
  if (equalities(filter)?.primary !== true || filter === null) return null;
  const clauses = filter.kind === 'and' ? filter.operands : [filter];
  return clauses.filter((clause) => clause.kind !== 'compare' || clause.path.key !== 'primary');
}

/** What an element must hold to match: of `type eq "work" and primary eq true` both; null if the filter says more. */
export function equalities(filter: Filter | null): Readonly<Record<string, NonNullable<Literal>>> | null {
  if (filter === null) return {};
  const clauses = filter.kind === 'and' ? filter.operands : [filter];
  const found: Record<string, NonNullable<Literal>> = {};
  for (const clause of clauses) {
    if (clause.kind !== 'compare' || clause.operator !== 'eq' || clause.value === null) return null;
    if (Object.hasOwn(found, clause.path.key)) return null;
    found[clause.path.key] = clause.value;
  }
  return found;
}
