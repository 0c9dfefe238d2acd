import type { RefusalFacts } from '../rules/refusals.js';
import type { Letter } from './letter.js';
import { plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';
import { listOf } from './rows.js';

/** Somebody paused it, and nobody has resumed it: what the provider has to say is heard by nobody. */
export function pausedLetter(facts: RefusalFacts, reader: Reader): Letter {
  const names = (facts.connectionNames ?? facts.connectionIds).map((name) => plain(name));
  const [only = 'A connection'] = names;
  return {
    subject: names.length > 1 ? `${names.length} connections are still paused` : `${only} is still paused`,
    heading: 'Still paused',
    greeting: 'Hello,',
    sentences: [
      `Nothing that your identity provider sends to ${nameOf(reader)} by it is taken: who joins, changes or leaves is not up to date.`,
      'Resume the connection, and then provisioning at the provider; or remove it, if it is not needed any more.',
    ],
    rows: [['Connection', names.join(', ')], ...listOf('Why', facts.places ?? [])],
    footer: `${toTenant(reader)} While a connection is paused there is one mail a day.`,
  };
}
