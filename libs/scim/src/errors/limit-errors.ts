import { row } from './error-row.js';

/** Of whoever sends too much, a wrong token too often, or half a request. */
export const LIMIT_ERRORS = {
  'too-many-requests': row(
    429,
    null,
    'RFC 6585 §4',
    'The connection sends more than its rate limit.',
    'Repeat after the time in Retry-After, or ask the operator for more.',
  ),
  'too-many-failures': row(
    429,
    null,
    'RFC 6585 §4',
    'Too many wrong tokens came from this address.',
    'Repeat after the time in Retry-After, or send the right token, which is answered at any time.',
  ),
  'body-too-slow': row(
    408,
    null,
    'RFC 9110 §15.5.9',
    'The body stopped coming, or came too slowly.',
    'Send the request again, its body at once.',
  ),
} as const;
