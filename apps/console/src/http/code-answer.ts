import type { FastifyRequest } from 'fastify';
import { NotValidError } from '../oidc/oidc.js';
import { faultOfCode } from '../sign-on/test-fault.js';
import { AwayError } from '../sign-on/way.js';
import type { Refused } from './come-back.js';
import type { Parts } from './parts.js';

/** The address that a browser came back to. */
export function answerIn(request: FastifyRequest, redirectUri: string): URL {
  return new URL(request.url, redirectUri);
}

/** Whether it has this one state. */
export function hasState(answer: URL, state: string): boolean {
  const given = answer.searchParams.getAll('state');
  return given.length === 1 && given[0] === state;
}

/** Whoever ended their session at Entra comes back to the one address of ours that it knows, with nothing. */
export function isBare(answer: URL): boolean {
  return answer.search === '';
}

/** Where they are then. */
export const SIGNED_OUT = '/signed-out';

/** What Entra says in place of a code. */
export function refusalIn(answer: URL): NotTaken | null {
  const error = answer.searchParams.get('error');
  if (error === null) return null;
  return error === 'access_denied' ? { code: 'cancelled' } : { code: 'not-valid', fault: 'entra' };
}

/** An answer that lets nobody in. */
export type NotTaken = Pick<Refused, 'code' | 'fault'>;

/** Why exactly is for the log; who tests is told what to mend. */
export async function orNotValid<Result>(
  { logger }: Pick<Parts, 'logger'>,
  tenantId: string,
  work: () => Promise<Result>,
): Promise<Result | NotTaken> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof NotValidError) && !(thrown instanceof AwayError)) throw thrown;
    logger.warn({ err: thrown, tenantId }, 'what came back from Entra was not taken');
    return { code: 'not-valid', fault: faultOfCode(thrown) };
  }
}
