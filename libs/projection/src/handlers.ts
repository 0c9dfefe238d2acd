import { DONE, handlerOf, type Handlers, type TopicHandler } from '#consumer';
import { ADMIN, operatorIssuedBy, revokedBy, standingAfter } from '#contracts';
import { recordOperators, recordRevocations, recordStandings } from '#service';
import type { Environment, Projection } from './projection.js';

/** A projection's own, and of the admin topic who may no longer read, and who may operate: every API asks for that, whatever it folds. */
export function handlersOf({ handlers }: Pick<Projection, 'handlers'>, variables: Environment): Handlers {
  const own = handlers(variables);
  return new Map([...own, [ADMIN.name, keepingWhoMay(own.get(ADMIN.name))]]);
}

/** Outside the schema of the projection: what is revoked stays so, whatever is folded again. */
function keepingWhoMay(own: TopicHandler | undefined): TopicHandler {
  const needs = {
    'rollcall.TenantChanged': 'itself',
    'rollcall.AdminActed': 'itself',
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
    return own?.apply(batch) ?? batch.deliveries.map(() => DONE);
  });
  return { ...handler, ...(own === undefined ? {} : { ...own, apply: handler.apply }) };
}
