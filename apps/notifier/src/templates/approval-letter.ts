import type { ApprovalFacts } from '../rules/approval.js';
import type { Letter } from './letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';

const WHAT: ReadonlyMap<string, string> = new Map([
  ['sign-ons.enforce', 'Enforce single sign-on'],
  ['people.erase', 'Erase a person'],
]);

/** What takes two administrators waits for the second one, for a day; whom it is about stands in the console alone. */
export function approvalLetter({ at, act, accountId }: ApprovalFacts, reader: Reader): Letter {
  return {
    subject: `An administrator of ${nameOf(reader)} asks for approval`,
    heading: 'An approval is asked for',
    greeting: 'Hello,',
    sentences: [
      `An identity administrator of ${nameOf(reader)} wants to do what takes two of them.`,
      'Another one approves or declines it in the console, under Team and access, within 24 hours.',
    ],
    rows: [
      ['When', moment(at)],
      ...(act === null ? [] : [['What', WHAT.get(act) ?? plain(act)] as const]),
      ...(accountId === null ? [] : [['Account', plain(accountId)] as const]),
    ],
    footer: `${toTenant(reader)} Each request is told.`,
  };
}
