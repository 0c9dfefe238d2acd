import type { GatheredFacts } from '../rules/gather.js';
import type { LeaverFacts, PersonFacts } from '../rules/intent.js';
import { identified } from '../rules/person.js';
import type { DigestFacts, Facts } from '../delivery/store.js';
import { confirmation, refusingAddress, testMail, unprovedDomain } from './address-letters.js';
import { approvalLetter } from './approval-letter.js';
import { credentialLetter } from './credential-letter.js';
import { emergencyLetter } from './emergency-letter.js';
import type { Letter } from './letter.js';
import { operatorLetter } from './operator-letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toManager, toTenant, type Reader } from './reader.js';
import { refusalLetter } from './refusal-letters.js';
import { listOf } from './rows.js';
import { signOnLetter } from './sign-on-letter.js';

/** What each kind of mail says. */
export function letterOf(content: Facts, addressed: Reader): Letter {
  const reader = { recipientName: plain(addressed.recipientName), tenantName: plain(addressed.tenantName) };
  switch (content.template) {
    case 'joiner':
      return joiner(inPlain(content.facts), reader);
    case 'leaver':
      return leaver(content.facts, reader);
    case 'refusals':
      return refusalLetter(content.facts, reader);
    case 'credential':
      return credentialLetter(content.facts, reader);
    case 'initial-cycle':
      return initialCycle(content.facts, reader);
    case 'domain':
      return unprovedDomain(content.facts, reader);
    case 'confirmation':
      return confirmation(content.facts, reader);
    case 'test':
      return testMail(content.facts, reader);
    case 'refusing':
      return refusingAddress(content.facts, reader);
    case 'emergency':
      return emergencyLetter(content.facts, reader);
    case 'approval':
      return approvalLetter(content.facts, reader);
    case 'sign-on':
      return signOnLetter(content.facts, reader);
    case 'digest':
      return mailboxDigest(content.facts, reader);
    case 'operator':
      return operatorLetter(content.facts);
  }
}

/** Bounds what the company's own directory says before it is built into a sentence. */
function inPlain(facts: PersonFacts): PersonFacts {
  const { title, department, userName = null, employeeNumber = null } = facts;
  const orNull = (text: string | null): string | null => (text === null ? null : plain(text));
  return {
    ...facts,
    name: plain(facts.name),
    userName: orNull(userName),
    employeeNumber: orNull(employeeNumber),
    title: orNull(title),
    department: orNull(department),
  };
}

function joiner(facts: PersonFacts, reader: Reader): Letter {
  const isBack = facts.reason === 'reactivated';
  return {
    subject: isBack ? `${facts.name} has an active account again` : `${facts.name} joins your team`,
    heading: isBack ? 'Account active again' : 'A new colleague',
    greeting: `Hello ${reader.recipientName},`,
    sentences: [
      isBack
        ? `The account of ${facts.name}, who reports to you, was activated again.`
        : `An account was created for ${facts.name}, who reports to you.`,
      'There is nothing you have to do. If this person does not report to you, tell your IT department.',
    ],
    rows: personRows(facts, isBack ? 'Active again since' : 'Created'),
    footer: toManager(reader),
  };
}

function leaver(facts: LeaverFacts, reader: Reader): Letter {
  const { people = [], more = 0 } = facts;
  return people.length > 1 ? leavers(people.map(inPlain), more, reader) : oneLeaver(inPlain(facts), reader);
}

function oneLeaver(facts: PersonFacts, reader: Reader): Letter {
  const isDeleted = facts.reason === 'deleted';
  return {
    subject: isDeleted ? `The account of ${facts.name} was deleted` : `The account of ${facts.name} was disabled`,
    heading: isDeleted ? 'Account deleted' : 'Account disabled',
    greeting: `Hello ${reader.recipientName},`,
    sentences: [
      `The account of ${facts.name}, who reported to you, was ${isDeleted ? 'deleted' : 'disabled'}.`,
      'If you did not expect this, ask your IT department; if you did, remember what has to be handed over.',
    ],
    rows: personRows(facts, isDeleted ? 'Deleted' : 'Disabled'),
    footer: toManager(reader),
  };
}

/** Several of one manager, who left within the same minute. */
function leavers(people: readonly PersonFacts[], more: number, reader: Reader): Letter {
  const count = people.length + more;
  const what = WHAT_ENDED[[...new Set(people.map(({ reason }) => reason))].join()] ?? 'disabled or deleted';
  return {
    subject: `The accounts of ${count} people were ${what}`,
    heading: `${count} accounts ${what}`,
    greeting: `Hello ${reader.recipientName},`,
    sentences: [
      `The accounts of ${count} people, who reported to you, were ${what}.`,
      'If you did not expect this, ask your IT department; if you did, remember what has to be handed over.',
    ],
    rows: [
      ...people.map((facts) => {
        const when = `${facts.reason === 'deleted' ? 'Deleted' : 'Disabled'} ${moment(facts.at)}`;
        return [
          when,
          [identified(facts), facts.title, facts.department].filter((part) => part !== null).join(', '),
        ] as const;
      }),
      ...(more === 0 ? [] : [['And', more === 1 ? '1 more person' : `${more} more people`] as const]),
    ],
    footer: toManager(reader),
  };
}

const WHAT_ENDED: Readonly<Record<string, string>> = { disabled: 'disabled', deleted: 'deleted' };

function personRows(facts: PersonFacts, when: string): Letter['rows'] {
  const { userName, employeeNumber, title, department } = facts;
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['Name', facts.name],
    ['User name', userName],
    ['Employee number', employeeNumber],
    ['Title', title],
    ['Department', department],
    [when, moment(facts.at)],
  ];
  return rows.flatMap(([label, value]) => (value == null || value === '' ? [] : [[label, value] as const]));
}

function initialCycle(facts: DigestFacts, reader: Reader): Letter {
  const people = facts.people === 1 ? '1 person has' : `${facts.people} people have`;
  return {
    subject: `Initial provisioning: ${people} arrived`,
    heading: 'Initial provisioning',
    greeting: 'Hello,',
    sentences: [
      `${people} arrived from your identity provider in the initial cycle of ${nameOf(reader)}.`,
      'Managers were not written to about each of them; from now on they are, about everybody who joins or leaves.',
    ],
    rows: [
      ['People', String(facts.people)],
      ['Active', String(facts.active)],
      ['With a manager', String(facts.withManager)],
      ['Without a work address', String(facts.withoutMail)],
      ['First', moment(facts.firstAt)],
      ['Last', moment(facts.lastAt)],
    ],
    footer: toTenant(reader),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  joiner: 'Accounts created or active again',
  leaver: 'Accounts disabled or deleted',
  refusals: 'Refused writes',
  credential: 'Tokens and client secrets that end',
  'initial-cycle': 'Initial provisioning',
  domain: 'Domains without proof',
  test: 'Test mails',
  refusing: 'Addresses that refuse mails',
  emergency: 'Uses of emergency accounts',
  approval: 'Approvals that administrators ask for',
  'sign-on': 'Secrets and certificates of single sign-on that end',
};

/** What exceeded the cap of a mailbox, in one mail. */
function mailboxDigest({ counts, lines, firstAt, lastAt }: GatheredFacts, reader: Reader): Letter {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const mails = total === 1 ? '1 more mail' : `${total} more mails`;
  const more = total - lines.length;
  return {
    subject: `${mails} about ${nameOf(reader)}, in one`,
    heading: `${mails}, in one`,
    greeting: reader.recipientName === '' ? 'Hello,' : `Hello ${reader.recipientName},`,
    sentences: [
      `You had as many mails about ${nameOf(reader)} as one mailbox gets in a day. This one stands for ${mails}.`,
      'If you did not expect so many, ask your IT department: something may be changing the same accounts again and again.',
    ],
    rows: [
      ...Object.entries(counts).map(([kind, count]) => [KINDS[kind] ?? kind, String(count)] as const),
      ...listOf(
        'In order',
        lines.map((line) => plain(line)),
      ),
      ...(more === 0 ? [] : [['And', `${more} more`] as const]),
      ['From', moment(firstAt)],
      ['To', moment(lastAt)],
    ],
    footer: `You get this mail because the directory of ${nameOf(reader)} names you as a manager, or as whom it notifies.`,
  };
}
