import { CUSTOM_USER_URN } from '#contracts';
import type { HiddenAttribute } from '../../ledger/hide-values.js';

/** What was changed: by the path, by a value before or after, or by both of one change. */
export interface ChangeFilter {
  /** `title`, `name` (its parts, too), `department` or its whole URN. */
  readonly path?: string;
  readonly value?: string;
}

/**
 * A condition on a row of entries. Case does not matter: SCIM's names have none, and people look for values. By a value that reads
 * `***` nothing is found.
 */
export function changesMatch(
  { path, value, hidden = [] }: ChangeFilter & { readonly hidden?: readonly HiddenAttribute[] },
  parameter: (of: unknown) => string,
): string {
  const conditions = [
    ...(path === undefined ? [] : [pathIs(`${parameter(path.toLowerCase())}::text`)]),
    ...(value === undefined ? [] : [valueIs(`${parameter(value)}::text`)]),
    ...(value === undefined || hidden.length === 0 ? [] : [isShown(hidden, parameter)]),
  ];
  return `exists (
           select from json_array_elements(changes) as change
            where ${conditions.join('\n              and ')})`;
}

/** Itself, what is below it, or the last part of an extension's URN. */
function pathIs(path: string): string {
  const found = `lower(change ->> 'path')`;
  return `(${found} = ${path}
               or starts_with(${found}, ${path} || '.')
               or starts_with(${found}, ${path} || '[')
               or right(${found}, length(${path}) + 1) = ':' || ${path})`;
}

/** The value itself, or a text within it: one mail address of several, the id of a member. */
function valueIs(value: string): string {
  const sides = ['before', 'after'].map((side) => {
    const found = `lower(change ->> '${side}')`;
    return `${found} = lower(${value}) or strpos(${found}, lower(to_json(${value})::text)) > 0`;
  });
  return `(${sides.join('\n               or ')})`;
}

/** As `toLowerCase` does it, whatever the database's locale. */
const PATH_KEY = `lower((change ->> 'path') collate "pg_unicode_fast")`;

function isShown(hidden: readonly HiddenAttribute[], parameter: (of: unknown) => string): string {
  const paths = parameter(hidden.map(({ name }) => `${CUSTOM_USER_URN}:${name}`.toLowerCase()));
  const untils = parameter(hidden.map(({ until }) => until));
  return `not exists (
               select from unnest(${paths}::text[], ${untils}::timestamptz[]) as hidden (path, until)
                where hidden.path = ${PATH_KEY}
                  and time <= hidden.until)`;
}
