import type { OwnAddresses } from '../saml/addresses.js';
import type { Leaving } from '../saml/judge-logout.js';
import type { MessageTurns, Reading } from '../saml/message-turns.js';
import type { MetadataKeeper } from '../saml/metadata-keeper.js';
import type { SamlJudge } from '../saml/saml-judge.js';
import type { SamlStore } from '../storage/saml-store.js';
import type { Tickets } from './saml-ticket.js';

/** What signing in by SAML needs beside what is common. */
export interface SamlParts {
  readonly own: OwnAddresses;
  readonly judge: SamlJudge;
  /** @throws SamlRefused */
  readonly judgeLogout: (query: string, read: Reading) => Promise<Leaving | null>;
  /** Of answers to what a browser asked here, and of whatever else comes, which these do not wait for. */
  readonly turns: { readonly answers: MessageTurns; readonly others: MessageTurns };
  readonly keeper: MetadataKeeper;
  readonly store: SamlStore;
  readonly tickets: Tickets;
}
