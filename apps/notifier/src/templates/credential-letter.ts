import type { CredentialFacts } from '../rules/credentials.js';
import type { Letter } from './letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';

const KINDS: Readonly<Record<string, string>> = { token: 'token', clientSecret: 'client secret' };

/** A credential that ends, has ended, or is sent after its end. */
export function credentialLetter(facts: CredentialFacts, reader: Reader): Letter {
  const kind = KINDS[facts.method] ?? 'credential';
  const connection = plain(facts.connectionName ?? facts.connectionId);
  const { subject, heading, sentences, why } = saying(facts, { kind, connection, company: nameOf(reader) });
  return {
    subject,
    heading,
    greeting: 'Hello,',
    sentences,
    rows: [
      ['Connection', connection],
      ['Name', plain(facts.name)],
      [facts.ended === 'revoked' ? 'Revoked' : 'Expires', moment(facts.endsAt)],
      ['Last good call', lastCall(facts)],
      ...(facts.count === undefined ? [] : [['Refused uses', String(facts.count)] as const]),
      ...(facts.lastAt === undefined ? [] : [['Last refused use', moment(facts.lastAt)] as const]),
    ],
    footer: `${toTenant(reader)} ${why}`,
  };
}

interface Words {
  readonly kind: string;
  readonly connection: string;
  readonly company: string;
}

type Saying = Pick<Letter, 'subject' | 'heading' | 'sentences'> & { readonly why: string };

const REPLACE =
  'Issue a new one, enter it at the identity provider, test the connection there, and revoke this one when it is silent.';

function saying(facts: CredentialFacts, words: Words): Saying {
  if (facts.ended !== undefined) return used(facts, words);
  return facts.daysLeft === 0 ? expired(facts, words) : expires(facts, words);
}

function expires({ daysLeft = 0, endsAt }: CredentialFacts, { kind, connection, company }: Words): Saying {
  const days = daysLeft === 1 ? '1 day' : `${daysLeft} days`;
  return {
    subject: `The ${kind} of ${connection} expires within ${days}`,
    heading: `A ${kind} expires soon`,
    sentences: [
      `Your ${kind} expires on ${moment(endsAt)}: from then on nothing of ${company} is provisioned with it.`,
      REPLACE,
    ],
    why: WARNED,
  };
}

function expired(facts: CredentialFacts, { kind, connection }: Words): Saying {
  return {
    subject: `The ${kind} of ${connection} has expired`,
    heading: `A ${kind} has expired`,
    sentences: [`Your ${kind} expired on ${moment(facts.endsAt)}; last good call ${lastCall(facts)}.`, REPLACE],
    why: WARNED,
  };
}

const WARNED = 'You are warned 60, 30, 7 and 1 days before, and on the day itself.';

function used(facts: CredentialFacts, { kind, connection, company }: Words): Saying {
  const how = facts.ended === 'revoked' ? 'was revoked' : 'expired';
  return {
    subject: `The ${kind} of ${connection} ${how}, and is still used`,
    heading: `A ${kind} that ${how} is still used`,
    sentences: [
      `Your ${kind} ${how} on ${moment(facts.endsAt)}; last good call ${lastCall(facts)}.`,
      `What is sent with it is refused: nothing of ${company} is provisioned so. Enter one that is good at the identity provider.`,
    ],
    why: 'While it is used there is one such mail a day.',
  };
}

function lastCall({ lastUsedAt }: CredentialFacts): string {
  return lastUsedAt === null ? 'never' : moment(lastUsedAt);
}
