import type { AppRole } from '../source/source.js';
import { ExpressionError } from './parse-expression.js';

/** A value of the expression language: texts, lists of texts, roles, booleans; null is no value. */
export type Value =
  | string
  | boolean
  | null
  | readonly string[]
  | readonly AppRole[]
  | readonly Readonly<Record<string, string | boolean>>[];

export type MappingFunction = (args: readonly Value[]) => Value;

/** Microsoft Learn, "Reference for writing expressions for attribute mappings"; by their names in lower case. */
export const FUNCTIONS: Readonly<Record<string, MappingFunction>> = {
  append: ([source, suffix]) => (isNothing(source) ? null : text(source) + text(suffix)),
  coalesce: (args) => args.find((value) => !isNothing(value)) ?? null,
  iif: ([condition, yes, no]) => (isTrue(condition) ? (yes ?? null) : (no ?? null)),
  instr: ([source, sought, start]) =>
    String(
      text(source)
        .toLowerCase()
        .indexOf(text(sought).toLowerCase(), number(start, 1) - 1) + 1,
    ),
  isnull: ([value]) => value === null || value === undefined,
  isnullorempty: ([value]) => isNothing(value),
  ispresent: ([value]) => !isNothing(value),
  item: ([list, at]) => texts(list)[number(at, 1) - 1] ?? null,
  join: ([separator, ...values]) =>
    values
      .flatMap(texts)
      .filter((value) => value !== '')
      .join(text(separator)),
  left: ([source, count]) => text(source).slice(0, number(count, 0)),
  len: ([source]) => String(text(source).length),
  mid: ([source, start, length]) => text(source).slice(number(start, 1) - 1, number(start, 1) - 1 + number(length, 0)),
  normalizediacritics: ([source]) => withoutDiacritics(text(source)),
  not: ([value]) => !isTrue(value),
  pcase: ([source]) =>
    text(source).replace(/\S+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  removeduplicates: ([list]) => [...new Set(texts(list))],
  replace: (args) => replace(args),
  right: ([source, count]) => (number(count, 0) === 0 ? '' : text(source).slice(-number(count, 0))),
  singleapproleassignment: ([roles]) => appRoles(roles)[0]?.value ?? null,
  approleassignmentscomplex: ([roles]) => rolesOf(roles),
  assertiveapproleassignmentscomplex: ([roles]) => rolesOf(roles),
  split: ([source, separator]) => text(source).split(text(separator)),
  stripspaces: ([source]) => text(source).replaceAll(' ', ''),
  switch: ([source, otherwise, ...pairs]) => {
    for (let at = 0; at + 1 < pairs.length; at += 2) if (text(pairs[at]) === text(source)) return pairs[at + 1] ?? null;
    return otherwise ?? null;
  },
  tolower: ([source]) => text(source).toLowerCase(),
  toupper: ([source]) => text(source).toUpperCase(),
  trim: ([source]) => text(source).trim(),
  word: ([source, at, delimiters]) =>
    text(source)
      .split(new RegExp(`[${escaped(text(delimiters))}]`))
      .filter((word) => word !== '')[number(at, 1) - 1] ?? '',
};

/** `Replace(source, oldValue, regexPattern, regexGroupName, replacementValue, replacementAttributeName, template)`. */
function replace([source, oldValue, pattern, , replacement, attribute, template]: readonly Value[]): Value {
  if (isNothing(source)) return template !== undefined && !isNothing(template) ? text(template) : null;
  const by = isNothing(replacement) && !isNothing(attribute) ? text(attribute) : text(replacement);
  if (!isNothing(template)) return text(template).replaceAll(text(oldValue), text(source));
  if (!isNothing(pattern)) return text(source).replace(new RegExp(checked(text(pattern)), 'g'), () => by);
  return text(source).replaceAll(text(oldValue), by);
}

const MAX_PATTERN = 200;

/** A quantified group that holds a quantifier may take for ever (ReDoS). */
export function checked(pattern: string): string {
  if (pattern.length > MAX_PATTERN) throw new ExpressionError(`the pattern is longer than ${MAX_PATTERN} characters`);
  if (/\([^()]*[+*}][^()]*\)\s*[+*{]/.test(pattern))
    throw new ExpressionError('the pattern repeats what repeats; write it without');
  try {
    new RegExp(pattern);
  } catch {
    throw new ExpressionError('the pattern is no regular expression');
  }
  return pattern;
}

// What NFD does not take apart.
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
};

function withoutDiacritics(source: string): string {
  return source
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[łŁøØđĐßæÆœŒ]/g, (letter) => LETTERS[letter] ?? letter);
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function isTrue(value: Value | undefined): boolean {
  return value === true || text(value).toLowerCase() === 'true';
}

export function text(value: Value | undefined): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : texts(value).join(';');
}

function texts(value: Value | undefined): string[] {
  if (!Array.isArray(value)) return value === undefined || value === null ? [] : [text(value)];
  return value.map((one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)));
}

function number(value: Value | undefined, otherwise: number): number {
  const read = Number(text(value));
  return text(value) === '' || !Number.isInteger(read) ? otherwise : read;
}

function escaped(characters: string): string {
  return (characters === '' ? ' ' : characters).replace(/[\\\]^-]/g, '\\$&');
}

function appRoles(value: Value | undefined): AppRole[] {
  return Array.isArray(value)
    ? value.filter((one: unknown): one is AppRole => typeof one === 'object' && one !== null && 'displayName' in one)
    : [];
}

function rolesOf(value: Value | undefined): Readonly<Record<string, string | boolean>>[] {
  return appRoles(value).map((role) => ({
    primary: false,
    type: 'WindowsAzureActiveDirectoryRole',
    display: role.displayName,
    value: role.value,
  }));
}
