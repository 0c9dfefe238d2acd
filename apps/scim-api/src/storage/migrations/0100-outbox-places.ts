import { createPlaces } from '#outbox';
import { migration } from '#postgres';

/** Where Kafka has what was decided: it is shown with the request that it followed. */
export const OutboxPlaces0100 = migration('OutboxPlaces1764000000100', () =>
  createPlaces({ relay: 'rollcall_relay', reader: 'rollcall_scim' }),
);
