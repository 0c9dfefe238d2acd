import { DONE, handlerOf, type Handlers, type TopicHandler } from '#consumer';
import { ADMIN, endedBy, operatorIssuedBy, revokedBy, standingAfter } from '#contracts';
import { endedAmong, recordEnded, recordOperators, recordRevocations, recordStandings } from '#service';
import type { Environment, Projection } from './projection.js';

/**
 * A projection's own, and of the admin topic who may no longer read, who may operate, and which tenants are no more: every API
 * asks for that, whatever it folds. Each asks first which tenants have ended.
 */
export function handlersOf({ handlers }: Pick<Projection, 'handlers'>, variables: Environment): Handlers {
  const own = handlers(variables);
  const all = [...own, [ADMIN.name, keepingWhoMay(own.get(ADMIN.name))] as const];
  return new Map(all.map(([topic, handler]) => [topic, { ...handler, ended: endedAmong }]));
}

/** Outside the schema of the projection: what is revoked stays so, whatever is folded again. */
function keepingWhoMay(own: TopicHandler | undefined): TopicHandler {
  const needs = {
    'rollcall.TenantChanged': 'itself',
    'rollcall.AdminActed': 'itself',
    'rollcall.TenantEnded': 'itself',
    'rollcall.CredentialExpiring': 'itself',
    'rollcall.DeadCredentialUsed': 'itself',
  } as const;
  const [, handler] = handlerOf(ADMIN, needs, async (batch) => {
    await recordRevocations(
      batch.tx,
      batch.deliveries.flatMap(({ event }) => revokedBy(event) ?? []),
    );
    await recordStandings(
      batch.tx,
      batch.deliveries.flatMap(({ event }) => standingAfter(event) ?? []),
    );
    await recordOperators(
      batch.tx,
      batch.deliveries.flatMap(({ event }) => operatorIssuedBy(event) ?? []),
    );
    await recordEnded(
      batch.tx,
      batch.deliveries.flatMap(({ event }) => endedBy(event) ?? []),
    );
    return own?.apply(batch) ?? batch.deliveries.map(() => DONE);
  });
  return { ...handler, ...(own === undefined ? {} : { ...own, apply: handler.apply }) };
}
