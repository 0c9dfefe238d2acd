import type { Steps } from './in-turns.js';

/** Items of a long list that are written in one step: 20 to 50 microseconds. */
const AT_ONCE = 100;
/** A list of fewer is a page, whose items may each be large. */
const LONGEST_PAGE = 1_000;

/**
 * As `JSON.stringify` writes a plain object, with a stop between the items of its lists, and within long lists of an item:
 * a page of two mebibytes is written in 8 to 15 ms, and so is one resource of 20,000 members.
 */
export function* jsonSteps(value: Readonly<Record<string, unknown>>): Steps<string> {
  return shortJson(value) ?? (yield* objectSteps(value, (item) => (isLong(item) ? objectSteps(item, null) : null)));
}

/** The text of what is written in one step; null of what is not. */
export function shortJson(value: Readonly<Record<string, unknown>>): string | null {
  return isShort(value) ? JSON.stringify(value) : null;
}

/** How an item of a list is written in steps; null: in one. */
type ItemSteps = (item: unknown) => Steps<string> | null;

function* objectSteps(value: Readonly<Record<string, unknown>>, itemSteps: ItemSteps | null): Steps<string> {
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    const text = Array.isArray(member) ? yield* listSteps(member, itemSteps) : textOf(member);
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

/** Undefined of what JSON has no text of, whatever its type says. */
const textOf = (value: unknown): string | undefined => JSON.stringify(value);

function* listSteps(list: readonly unknown[], itemSteps: ItemSteps | null): Steps<string> {
  const parts: string[] = [];
  if (itemSteps === null || list.length > LONGEST_PAGE) {
    for (let from = 0; from < list.length; from += AT_ONCE) {
      parts.push(JSON.stringify(list.slice(from, from + AT_ONCE)).slice(1, -1));
      yield;
    }
  } else {
    for (const item of list) {
      const steps = itemSteps(item);
      parts.push(steps === null ? (textOf(item) ?? 'null') : yield* steps);
      yield;
    }
  }
  return `[${parts.join(',')}]`;
}

/** One resource without long lists, or a page of one at most: the engine's own is three times as fast. */
function isShort(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).every((member) => !Array.isArray(member) || isShortList(member));
}

function isShortList(list: readonly unknown[]): boolean {
  if (list.length > AT_ONCE) return false;
  return list.length === 1 ? !isLong(list[0]) : list.every(isFlat);
}

function isFlat(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return true;
  return Object.values(item).every((member) => typeof member !== 'object' || member === null);
}

/** A plain object with a list that is better written in steps. */
function isLong(item: unknown): item is Readonly<Record<string, unknown>> {
  if (typeof item !== 'object' || item === null || Array.isArray(item) || 'toJSON' in item) return false;
  return Object.values(item).some((member) => Array.isArray(member) && member.length > AT_ONCE);
}
