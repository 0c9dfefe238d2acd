import type { SourceUser } from '../source/source.js';
import { checked, text } from '../mapping/functions.js';
import { attributeOf } from '../mapping/map-user.js';
import type { ScopingClause, ScopingFilter, ScopingOperator } from './scoping-filter.js';

// Microsoft Learn, "Scoping filters": not usable on these.
const UNUSABLE = ['approleassignments', 'usertype', 'manager', 'deletedat'];

type Judge = (value: string, wanted: string) => boolean;

const OPERATORS: Readonly<Record<ScopingOperator, Judge>> = {
  EQUALS: (value, wanted) => value === wanted,
  'NOT EQUALS': (value, wanted) => value !== wanted,
  'IS TRUE': (value) => value === 'True',
  'IS FALSE': (value) => value === 'False',
  'IS NULL': (value) => value === '',
  'IS NOT NULL': (value) => value !== '',
  'REGEX MATCH': (value, wanted) => new RegExp(checked(wanted)).test(value),
  'NOT REGEX MATCH': (value, wanted) => !new RegExp(checked(wanted)).test(value),
  GREATER_THAN: (value, wanted) => compared(value, wanted, (one, other) => one > other),
  GREATER_THAN_OR_EQUALS: (value, wanted) => compared(value, wanted, (one, other) => one >= other),
  INCLUDES: (value, wanted) => value.toLowerCase().includes(wanted.toLowerCase()),
  ENDS_WITH: (value, wanted) => value.endsWith(wanted),
  '&': (value, wanted) => bits(value, wanted) !== 0,
  '!&': (value, wanted) => bits(value, wanted) === 0,
};

/** All clauses of a filter, of any of the filters; nobody is left out where there is none. */
export function isInScope(filters: readonly ScopingFilter[], user: SourceUser): boolean {
  return filters.length === 0 || filters.some((filter) => filter.every((clause) => holds(clause, user)));
}

/** @throws Error with what an administrator has to change */
export function checkScope(filters: readonly ScopingFilter[]): void {
  if (!Array.isArray(filters)) throw new Error('scoping filters are a list of filters, each a list of clauses');
  for (const clause of filters.flat()) {
    const { attribute, operator, value } = clause as Partial<ScopingClause>;
    if (typeof attribute !== 'string' || operator === undefined || !Object.hasOwn(OPERATORS, operator)) {
      throw new Error(`a clause has an attribute and one of the operators ${Object.keys(OPERATORS).join(', ')}`);
    }
    if (UNUSABLE.includes(attribute.toLowerCase())) throw new Error(`${attribute} cannot be used in a scoping filter`);
    if (operator.includes('REGEX')) checked(value ?? '');
  }
}

function holds({ attribute, operator, value = '' }: ScopingClause, user: SourceUser): boolean {
  return OPERATORS[operator](text(attributeOf(user, attribute, false)), value);
}

function compared(value: string, wanted: string, judge: (one: number, other: number) => boolean): boolean {
  return value !== '' && judge(Number(value), Number(wanted));
}

function bits(value: string, wanted: string): number {
  return Number(value) & Number(wanted);
}
