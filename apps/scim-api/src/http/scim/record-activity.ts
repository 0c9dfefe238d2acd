import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onAnswered } from '#service';
import type { Ending, Sought } from '../../activity/ending.js';
import { soughtByFilter, soughtByMessage, storable } from '../../activity/sought.js';
import { addressOf, idOf } from '../path.js';
import { actorOf, knownIdentity } from './identity.js';
import { takeOperations, takeTold } from './told.js';

export interface EndingsHeard {
  note(ending: Ending): void;
}

/** Where every request of a connection ends, whatever it was answered: its activity, and that of each operation of its bulk. */
export function recordActivity(app: NestFastifyApplication, recorder: EndingsHeard | undefined): void {
  if (recorder === undefined) return;
  onAnswered(app.getHttpAdapter().getInstance(), (request, reply) => {
    const identity = knownIdentity(request);
    if (identity === undefined) return;
    const isShadow = identity.shadow !== null;
    const own = endingOf(request, reply, { tenantId: identity.tenantId, actor: actorOf(identity), isShadow });
    recorder.note(own);
    for (const operation of takeOperations(request)) recorder.note({ ...own, ms: null, ...operation });
  });
}

function endingOf(
  request: FastifyRequest,
  reply: FastifyReply,
  who: Pick<Ending, 'tenantId' | 'actor' | 'isShadow'>,
): Ending {
  const ms = reply.elapsedTime;
  const [path = ''] = request.url.split('?', 1);
  return {
    ...who,
    requestId: request.id,
    operation: null,
    begun: Date.now() - ms,
    ms: Math.round(ms * 100) / 100,
    method: request.method,
    path,
    status: reply.statusCode,
    resourceType: typeOf(request),
    sought: soughtBy(request),
    told: takeTold(request),
  };
}

/** By its id, by what a filter asks for, or by what a message says. */
function soughtBy(request: FastifyRequest): Sought {
  const id = idOf(request);
  if (id !== '') return { resourceId: storable(id) };
  if (request.method === 'GET') return soughtByFilter(parameter(request.query, 'filter'));
  if (request.url.endsWith('/.search')) return soughtByFilter(parameter(request.body, 'filter'));
  return soughtByMessage(request.body);
}

function parameter(from: unknown, name: string): unknown {
  if (typeof from !== 'object' || from === null) return undefined;
  const [key] = Object.keys(from).filter((key) => key.toLowerCase() === name);
  return key === undefined ? undefined : Reflect.get(from, key);
}

function typeOf(request: FastifyRequest): 'User' | 'Group' | null {
  const address = addressOf(request);
  if (address.startsWith('/scim/v2/Users')) return 'User';
  return address.startsWith('/scim/v2/Groups') ? 'Group' : null;
}
