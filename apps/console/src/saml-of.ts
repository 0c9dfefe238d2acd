import type { Pool } from 'pg';
import type { Logger } from '#service';
import { BackgroundLoop } from '#turns';
import type { ConsoleConfig } from './config.js';
import type { SamlParts } from './http/saml-parts.js';
import { Tickets } from './http/saml-ticket.js';
import { ownAddresses } from './saml/addresses.js';
import { fetchMetadata } from './saml/fetch-metadata.js';
import { judgeLogout } from './saml/judge-logout.js';
import { MessageTurns } from './saml/message-turns.js';
import { LOOK_EVERY_MS, MetadataKeeper } from './saml/metadata-keeper.js';
import { SamlJudge } from './saml/saml-judge.js';
import { Seal } from './sign-on/seal.js';
import type { SamlSettings } from './sign-on/settings.js';
import { SamlMetadataStore } from './storage/saml-metadata-store.js';
import { SamlStore } from './storage/saml-store.js';

interface Opened {
  readonly pool: Pool;
  readonly ring: () => void;
  readonly logger: Logger;
  readonly settingsOf: (tenantId: string) => Promise<SamlSettings | null>;
}

/** What signing in by SAML is made of. */
export function samlOf(config: ConsoleConfig, { pool, ring, logger, settingsOf }: Opened): SamlParts {
  const { clouds, CONSOLE_KEY, CONSOLE_URL } = config;
  const own = ownAddresses(CONSOLE_URL);
  const [store, kept] = [new SamlStore(pool, ring), new SamlMetadataStore(pool, ring)];
  const keeper = new MetadataKeeper({ store: kept, clouds, settingsOf, fetchMetadata, logger });
  const options = { own, clouds, settingsOf, metadata: keeper, tenantsOf: (tid: string) => store.tenantsOf(tid) };
  return {
    own,
    store,
    keeper,
    judge: new SamlJudge(options),
    judgeLogout: (query, read) => judgeLogout(query, options, read),
    turns: { answers: new MessageTurns(), others: new MessageTurns() },
    tickets: new Tickets(new Seal(CONSOLE_KEY, 'saml ticket held against'), CONSOLE_URL),
  };
}

/** Reads what is due, and forgets what is over. */
export function readingMetadata({ keeper, store }: SamlParts, log: Logger): BackgroundLoop {
  return new BackgroundLoop({
    runOnce: async () => {
      await store.prune();
      return keeper.runOnce();
    },
    onFailure: (err) => log.warn({ err }, 'the metadata of Entra could not be looked after; it is tried again'),
    afterFailure: LOOK_EVERY_MS,
  });
}
