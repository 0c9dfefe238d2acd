import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Decided, DecisionNotes } from '../../tenants/decision.js';
import type { CredentialLookup } from '../../tenants/identity.js';

/** Of a bearer, as much as tells which credential it was meant to be. */
const BEGINS = 10;

export interface NoteBearer {
  readonly decisions: DecisionNotes;
  readonly credentials: Pick<CredentialLookup, 'explain'>;
  readonly networkOf: (request: FastifyRequest) => string;
}

/** A bearer that was refused, for whoever has set it up; the answer does not wait for it. */
export function bearerNotes(parts: NoteBearer): (request: FastifyRequest, token: string) => void {
  return (request, token) => {
    const decided = { ...UNKNOWN, network: parts.networkOf(request), ...traceOf(token) };
    const explained = parts.credentials.explain?.(token) ?? Promise.resolve(null);
    explained.then(
      (why) => parts.decisions.note(why === null ? decided : { ...decided, ...why, method: 'entraToken' }),
      // The keys of Entra, or the database, are away: it is counted with those that nobody knows.
      () => parts.decisions.note(decided),
    );
  };
}

const UNKNOWN: Omit<Decided, 'network'> = {
  connectionId: null,
  credentialId: null,
  method: 'token',
  reason: 'client_unknown',
  client: null,
  expected: null,
  received: null,
};

function traceOf(token: string): Required<Pick<Decided, 'hash' | 'begins'>> {
  return { hash: hash('sha256', token, 'hex'), begins: token.slice(0, BEGINS) };
}
