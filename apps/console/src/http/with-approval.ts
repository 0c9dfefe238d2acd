import type { FastifyRequest } from 'fastify';
import { NOT_FOUND, type Permission } from '#service';
import type { Approvable, Approved, ApprovedAct } from '../approvals/approval.js';
import type { ServiceName } from '../upstream/services.js';
import { assertMay } from './assert-may.js';
import { changingOf } from './changing.js';
import { NO_LEAVE } from './no-leave.js';
import type { Parts } from './parts.js';
import { sessionOf } from './session-of.js';

const ERASING = /^\/employees\/([^/]+)\/data$/;
const ID = /^[\x21-\x7e]{1,200}$/;
const NEEDS: Readonly<Record<ApprovedAct, Permission>> = {
  'people.erase': 'people:erase',
  'sign-ons.enforce': 'sso:change',
};

/** Of what is asked of a service, that which another administrator approves. @throws Problem */
export function approvableIn(
  { service, path }: { readonly service: ServiceName; readonly path: string },
  method: string,
): Approvable | null {
  const [, id] = service === 'directory' && method === 'DELETE' ? (ERASING.exec(path) ?? []) : [];
  return id === undefined ? null : { act: 'people.erase', object: idIn(id) };
}

interface Asking<Result> {
  readonly what: Approvable;
  readonly ask: (approved: Approved) => Promise<Result>;
}

/** Uses the approval first, so that no two do by it, and gives it back where the service did not do it. @throws Problem */
export async function withApproval<Result extends { readonly status: number }>(
  parts: Parts,
  request: FastifyRequest,
  { what, ask }: Asking<Result>,
): Promise<Result> {
  assertMay(sessionOf(request).session, NEEDS[what.act]);
  const changing = changingOf(parts, request);
  const leave = await parts.approvals.use(changing, what);
  if (typeof leave === 'string') throw NO_LEAVE[leave];
  if (leave.kind === 'alone') return ask({ ...what, alone: true });
  const giveBack = (because: string): Promise<void> => parts.approvals.giveBack(changing, leave.approval, because);
  const answer = await ask({ ...what, by: leave.by }).catch(async (error: unknown) => {
    await giveBack('not answered');
    throw error;
  });
  if (answer.status >= 300) await giveBack(`answered ${answer.status}`);
  return answer;
}

/** As the service reads it. */
function idIn(segment: string): string {
  try {
    const id = decodeURIComponent(segment);
    if (ID.test(id)) return id;
  } catch {
    // No escape.
  }
  throw NOT_FOUND;
}
