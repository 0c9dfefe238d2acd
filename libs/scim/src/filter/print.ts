import type { Filter } from './tree.js';

/** The filter in canonical spelling; parsing it again gives the same tree. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.operands
        .map((operand) => (isJunction(operand) ? bracket(operand) : printFilter(operand)))
        .join(' and ');
    case 'or':
      return filter.operands
        .map((operand) => (operand.kind === 'or' ? bracket(operand) : printFilter(operand)))
        .join(' or ');
    case 'not':
      return `not ${bracket(filter.operand)}`;
    case 'present':
      return `${filter.path.key} pr`;
    case 'valuePath':
      return `${filter.path.key}[${printFilter(filter.filter)}]`;
    case 'compare':
      return `${filter.path.key} ${filter.operator} ${JSON.stringify(filter.value)}`;
  }
}

function isJunction({ kind }: Filter): boolean {
  return kind === 'and' || kind === 'or';
}

function bracket(filter: Filter): string {
  return `(${printFilter(filter)})`;
}
