import { KafkaPublisher, Relay } from '#outbox';
import { refuseOlderSchema } from '#postgres';
import { createLogger, startService, type RunningService } from '#service';
import { outboxFinding } from './outbox-finding.js';
import type { RelayConfig } from './relay-config.js';
import { RelayModule } from './relay.module.js';
import { MIGRATIONS } from './storage/database.js';

/** The second process of scim-api: it publishes the outbox, and shares no code with the first but its database's name. */
export async function startRelay(config: RelayConfig): Promise<RunningService> {
  const logger = createLogger('relay', { level: config.logLevel });
  await refuseOlderSchema(config.databaseUrl, MIGRATIONS);
  const relay = new Relay({
    databaseUrl: config.databaseUrl,
    publisher: new KafkaPublisher(config.kafka, { clientId: 'rollcall-relay', log: logger }),
    log: logger,
    retentionSeconds: config.retentionSeconds,
    pollMs: config.pollMs,
    keepsPlaces: true,
  });
  relay.start();
  return startService({
    name: 'relay',
    module: RelayModule,
    host: config.host,
    port: config.port,
    ...(config.maxConnections === undefined ? {} : { maxConnections: config.maxConnections }),
    ...(config.internal === undefined ? {} : { internal: config.internal }),
    logger,
    drainGrace: config.drainGrace,
    readiness: { outbox: () => outboxFinding(relay) },
    onStop: () => relay.stop(),
  });
}
