import { ScimError } from '../errors/error.js';

/** Resources of one page when the client does not say, and at most (RFC 7644 §3.4.2.4). */
export const DEFAULT_PAGE_SIZE = 100;
export const MAX_PAGE_SIZE = 200;
/** Seconds that a cursor is good for. */
export const CURSOR_TIMEOUT_S = 3_600;
/** Characters of a cursor: what we issue is shorter. */
export const MAX_CURSOR_LENGTH = 4_096;

/** 1-based `startIndex`; `count` 0 asks for totalResults alone. */
export interface IndexPaging {
  readonly kind: 'index';
  readonly startIndex: number;
  readonly count: number;
}

/** RFC 9865; a null cursor asks for the first page. */
export interface CursorPaging {
  readonly kind: 'cursor';
  readonly cursor: string | null;
  readonly count: number;
}

export type Paging = IndexPaging | CursorPaging;

type PagingQuery = {
  readonly startIndex?: string | undefined;
  readonly count?: string | undefined;
  readonly cursor?: string | undefined;
};

/**
 * RFC 7644 §3.4.2.4: a startIndex below 1 means 1, a negative count means 0; more than the maximum means the maximum. A
 * cursor, even an empty one, asks for pages by cursor, where a count is 1 or more (RFC 9865 §2).
 */
export function parsePaging(query: PagingQuery): Paging {
  if (query.cursor !== undefined) return cursorPaging(query.cursor, query);
  return {
    kind: 'index',
    startIndex: Math.max(1, integer('startIndex', query.startIndex) ?? 1),
    count: Math.min(MAX_PAGE_SIZE, Math.max(0, integer('count', query.count) ?? DEFAULT_PAGE_SIZE)),
  };
}

function cursorPaging(cursor: string, { startIndex, count: sent }: PagingQuery): CursorPaging {
  if (startIndex !== undefined) throw new ScimError('invalid-paging', 'Send either cursor or startIndex.');
  if (cursor.length > MAX_CURSOR_LENGTH) throw new ScimError('invalid-cursor');
  const count = sent === undefined || sent === '' ? DEFAULT_PAGE_SIZE : Number(/^\d{1,15}$/.test(sent) ? sent : NaN);
  if (!(count >= 1)) throw new ScimError('invalid-count');
  return { kind: 'cursor', cursor: cursor === '' ? null : cursor, count: Math.min(MAX_PAGE_SIZE, count) };
}

function integer(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw new ScimError('invalid-paging', `${name} is not an integer; send digits only.`);
  return Number(text);
}
