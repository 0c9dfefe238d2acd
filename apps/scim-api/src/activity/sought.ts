import type { Sought } from './ending.js';

/** Characters of a name or an id that are kept. */
export const MAX_SOUGHT = 300;

// Entra asks by one attribute. `i`: names of attributes are in any case (RFC 7643 §2.1).
const BY_ONE = /^\s*(id|userName|externalId)\s+eq\s+("(?:[^"\\]|\\.){0,1200}")\s*$/is;

/** Whom a filter looks for, where it is by one attribute that names somebody. */
export function soughtByFilter(filter: unknown): Sought {
  const [, name = '', quoted = ''] = typeof filter === 'string' ? (BY_ONE.exec(filter) ?? []) : [];
  const value = name === '' ? undefined : textIn(quoted);
  switch (name.toLowerCase()) {
    case 'id':
      return { resourceId: value };
    case 'username':
      return { userName: value };
    case 'externalid':
      return { externalId: value };
    default:
      return {};
  }
}

/** Whom a message means: it may be refused, and its members be anything. */
export function soughtByMessage(message: unknown): Sought {
  if (typeof message !== 'object' || message === null) return {};
  return { userName: memberOf(message, 'userName'), externalId: memberOf(message, 'externalId') };
}

function memberOf(message: object, name: 'userName' | 'externalId'): string | undefined {
  const found: unknown = name in message ? Reflect.get(message, name) : inAnyCase(message, name.toLowerCase());
  return typeof found === 'string' ? storable(found) : undefined;
}

function inAnyCase(message: object, name: string): unknown {
  const [key] = Object.keys(message).filter((key) => key.length === name.length && key.toLowerCase() === name);
  return key === undefined ? undefined : Reflect.get(message, key);
}

function textIn(quoted: string): string | undefined {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? storable(text) : undefined;
  } catch {
    return undefined;
  }
}

/** What PostgreSQL's text takes: no U+0000, and no half of a surrogate pair. */
export function storable(text: string): string {
  const short = text.length > MAX_SOUGHT ? text.slice(0, MAX_SOUGHT) : text;
  const whole = short.isWellFormed() ? short : short.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}
