import type { Employee } from './employee.js';

/**
 * How text is compared in searches: without case and diacritics, white space single. It happens here and not in SQL,
 * because what `lower()` does depends on the database's locale ("C" folds ASCII only).
 */
export function searchable(text: string): string {
  // toUpperCase first folds ß to ss; toLowerCase gives a sigma at the end of a word a form of its own.
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Characters of an employee that a search looks at; what is longer is found by its beginning. */
export const SEARCH_TEXT_LENGTH = 1_000;

/** What a search by name or mail looks at. One line per value, so that a term never matches across two values. */
export function searchText({ displayName, userName, resource }: Employee): string {
  const { name, nickName, emails } = resource;
  const values = [
    displayName,
    [name?.givenName, name?.familyName].filter(Boolean).join(' '),
    name?.formatted,
    nickName,
    userName,
    ...(emails ?? []).map((email) => email.value),
  ];
  const distinct = new Set(values.map((value) => searchable(value ?? '')).filter((value) => value !== ''));
  return [...distinct].join('\n').slice(0, SEARCH_TEXT_LENGTH);
}
