import { escapeIdentifier } from 'pg';
import { v7 as uuid } from 'uuid';
import type { Word, OnDecision } from '#consumer';
import { ACTS, type Acting, type Change } from '#contracts';
import { kafkaSettings } from '#kafka';
import { appendAct, createOutbox, KafkaPublisher, OUTBOX_CHANNEL, Relay, signInTable } from '#outbox';
import { isUuid } from '#postgres';
import { inOrder, type Finding, type Logger } from '#service';
import type { Environment } from './projection.js';

/** Beside what is folded: a rebuild exchanges that, and what was done here stays. */
export const ACTS_SCHEMA = 'acts';

/**
 * Statements for an app's migration: what was done in this database and the topic has not been told yet.
 *
 * @param roles who acts, and as whom the process publishes
 */
export function actTables({ acts, relay }: { readonly acts: readonly string[]; readonly relay: string }): string[] {
  const all = [...new Set([...acts, relay])].map((role) => escapeIdentifier(role)).join(', ');
  return [
    `create schema ${ACTS_SCHEMA}`,
    `grant usage on schema ${ACTS_SCHEMA} to ${all}`,
    ...createOutbox({ writer: acts, relay, schema: ACTS_SCHEMA }),
    ...BELL,
  ];
}

/**
 * Acts are few: each rings in its own transaction, where thousands of writes a second must not (libs/outbox, OutboxBell), so
 * that the relay sleeps between them.
 */
const BELL = [
  `create function ${ACTS_SCHEMA}.ring()
     returns trigger
     language plpgsql set search_path = pg_catalog, pg_temp
     as $$ begin perform pg_notify('${OUTBOX_CHANNEL}', ''); return null; end $$`,
  `revoke all on function ${ACTS_SCHEMA}.ring() from public`,
  `create trigger ring after insert on ${ACTS_SCHEMA}.outbox_unpublished
     for each statement execute function ${ACTS_SCHEMA}.ring()`,
];

/** Statements for an app's migration, after {@link actTables}: who was not let in. */
export function signInTables(writer: string): string[] {
  return signInTable({ writer, schema: ACTS_SCHEMA });
}

/** The act that a decision about a parked event is: of the tenant whose key it has, else of the installation. */
export function decisionTold(projection: string, acting: Acting): OnDecision {
  return async (tx, { verb, found, released }) => {
    const [tenant = ''] = found.key.split('/', 1);
    const id = [projection, found.topic, found.partition, found.offset].join('/');
    const isLeft = verb === 'release' && released.left > 0;
    const kind: Change = { path: 'kind', before: found.kind, after: isLeft ? found.kind : KIND[verb] };
    const applied: Change = { path: 'applied', before: null, after: released.applied };
    const act = `parked-events.${verb}` as const;
    const tenantId = isUuid(tenant.toLowerCase()) ? tenant.toLowerCase() : null;
    const object = { type: 'parked-event', id };
    await appendAct(tx, { act, tenantId, object, at: new Date(), changes: [kind, applied] }, acting);
  };
}

const KIND = { release: null, discard: 'discarded' } as const;

/** Who decides by a command: no request came. */
export function commandActing({ who, why }: Word): Acting {
  return { requestId: uuid(), traceparent: null, reason: why, name: who };
}

/** A round that fails is tried again a moment later: what holds acts up for longer than this is told. */
const PATIENCE_MS = 30_000;

/** In words what keeps acts from being told, once it has lasted. */
export function actsFinding(relay: Pick<Relay, 'trouble'>, now: () => number = Date.now): () => Finding {
  let since: number | undefined;
  return () => {
    const { trouble } = relay;
    since = trouble === null ? undefined : (since ?? now());
    const isLong = since !== undefined && now() - since >= PATIENCE_MS;
    return inOrder(isLong ? [`acts wait to be told: ${trouble}`] : []);
  };
}

/**
 * Publishes what was done here; several replicas share it. Each act rings: it looks by itself for what a ring was lost of. All
 * goes to the topic of the projections' acts, what waited in an earlier release too: the broker lets scim-api alone write its own.
 */
export function relayOfActs(
  name: string,
  url: string,
  parts: { readonly variables: Environment; readonly log: Logger },
): Relay {
  const { variables, log } = parts;
  const applicationName = `${name}-acts`;
  return new Relay({
    databaseUrl: url,
    applicationName,
    log,
    pollMs: 10_000,
    shareMs: 10_000,
    topic: ACTS.name,
    publisher: new KafkaPublisher(kafkaSettings(variables), { clientId: `rollcall-${applicationName}`, log }),
  });
}
