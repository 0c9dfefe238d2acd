import { row } from './error-row.js';

/** Of what a query asks. */
export const QUERY_ERRORS = {
  'invalid-filter': row(
    400,
    'invalidFilter',
    'RFC 7644 §3.4.2.2',
    'The filter cannot be read.',
    'Correct it; the detail says what is wrong with it.',
  ),
  'unsupported-filter': row(
    400,
    'invalidFilter',
    'RFC 7644 §3.4.2.2',
    'The filter is valid but not supported here.',
    'Ask by another attribute or operator.',
  ),
  'too-many-results': row(
    400,
    'tooMany',
    'RFC 7644 §3.4.2',
    'The filter matches too many resources, or takes too long.',
    'Narrow it.',
  ),
  'too-much-work': row(400, 'tooMany', 'RFC 7644 §3.4.2', 'The query compares too much.', 'Use fewer terms.'),
  'invalid-projection': row(
    400,
    'invalidValue',
    'RFC 7644 §3.9',
    'The attributes to show cannot be told.',
    'Use either attributes or excludedAttributes.',
  ),
  'invalid-paging': row(
    400,
    'invalidValue',
    'RFC 7644 §3.4.2.4',
    'The page cannot be read.',
    'Send startIndex and count as integers.',
  ),
  'repeated-parameter': row(
    400,
    'invalidValue',
    'RFC 7644 §3.4.2',
    'A query parameter is sent more than once.',
    'Send each once, whatever its case.',
  ),
  'invalid-sort': row(
    400,
    'invalidValue',
    'RFC 7644 §3.4.2.3',
    'The order of the list cannot be read.',
    'Sort by one attribute, ascending or descending.',
  ),
  'invalid-cursor': row(
    400,
    'invalidCursor',
    'RFC 9865 §2.3',
    'The cursor is none of ours, or belongs to another query.',
    'Begin with an empty cursor.',
  ),
  'expired-cursor': row(
    400,
    'expiredCursor',
    'RFC 9865 §2.3',
    'The cursor has expired.',
    'Begin with an empty cursor.',
  ),
  'invalid-count': row(
    400,
    'invalidCount',
    'RFC 9865 §2.3',
    'With a cursor the count is an integer of at least 1.',
    'Send such a count, or none.',
  ),
} as const;
