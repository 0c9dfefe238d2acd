import type { OwnAddresses } from '../saml/addresses.js';
import type { Leaving } from '../saml/judge-logout.js';
import type { MetadataKeeper } from '../saml/metadata-keeper.js';
import type { SamlJudge } from '../saml/saml-judge.js';
import type { SamlStore } from '../storage/saml-store.js';
import type { Tickets } from './saml-ticket.js';

/** What signing in by SAML needs beside what is common. */
export interface SamlParts {
  readonly own: OwnAddresses;
  readonly judge: SamlJudge;
  /** @throws SamlRefused */
  readonly judgeLogout: (query: string) => Promise<Leaving | null>;
  readonly keeper: MetadataKeeper;
  readonly store: SamlStore;
  readonly tickets: Tickets;
}
