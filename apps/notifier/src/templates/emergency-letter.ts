import type { EmergencyFacts } from '../rules/emergency.js';
import type { Letter } from './letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';

/** Somebody came in by an account that is for emergencies: who looks after the tenant knows whether there is one. */
export function emergencyLetter({ at, from, accountId }: EmergencyFacts, reader: Reader): Letter {
  return {
    subject: `An emergency account of ${nameOf(reader)} was used`,
    heading: 'An emergency account was used',
    greeting: 'Hello,',
    sentences: [
      `Somebody signed in to the console of ${nameOf(reader)} by an emergency account, which is let in though single sign-on is enforced.`,
      'If that was none of you, end its sessions under Team and access, take its mark away, and look in the audit log for what it did.',
    ],
    rows: [
      ['When', moment(at)],
      ...(from === null ? [] : [['From', plain(from)] as const]),
      ['Account', plain(accountId)],
    ],
    footer: `${toTenant(reader)} Each use is told.`,
  };
}
