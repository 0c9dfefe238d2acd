import { ERRORS } from '#scim';
import { BRAKE, OVER_THE_CAP, PAUSED, type RefusalFacts } from '../rules/refusals.js';
import type { Letter } from './letter.js';
import { pausedLetter } from './paused-letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';
import { listOf, rowOf } from './rows.js';

export function refusalLetter(facts: RefusalFacts, reader: Reader): Letter {
  if (facts.reason === BRAKE) return brakeLetter(facts, reader);
  if (facts.reason === PAUSED) return pausedLetter(facts, reader);
  const total = facts.listed + facts.counted;
  const writes = total === 1 ? '1 write was' : `${total} writes were`;
  const what = facts.reason === OVER_THE_CAP ? 'too many refusals to list each' : facts.reason;
  return {
    subject: `${writes} refused: ${what}`,
    heading: 'Refused writes',
    greeting: 'Hello,',
    sentences: [
      `${writes} refused that your identity provider sent to ${nameOf(reader)}: the people concerned are not up to date.`,
      'The provisioning log of the identity provider shows the same requests; the audit log here shows each one.',
    ],
    rows: [
      ['Reason', what],
      ...inWords(facts.reason),
      ...listOf('Where', facts.places ?? []),
      ['Refused', String(total)],
      ...rowOf('Requests', facts.kinds),
      ['From', moment(facts.firstAt)],
      ['To', moment(facts.lastAt)],
      ...rowOf('Connection', connectionsOf(facts)),
      ...peopleOf(facts),
      ...rowOf('Refused creations (request ids, first)', facts.requestIds),
    ],
    footer: `${toTenant(reader)} Refusals for the same reason are gathered into one mail.`,
  };
}

/** What was to be disabled or deleted is more than anybody meant, or somebody has to say that it is meant. */
function brakeLetter(facts: RefusalFacts, reader: Reader): Letter {
  const names = connectionsOf(facts);
  return {
    subject: `The brake of ${names[0] ?? 'a connection'} has engaged`,
    heading: 'The brake has engaged',
    greeting: 'Hello,',
    sentences: [
      `Your identity provider disables or deletes unusually many people of ${nameOf(reader)}, or takes them out of groups.`,
      'If it is meant, an administrator releases the brake of the connection; if not, uphold it, and mend the assignment or scope at the provider.',
    ],
    rows: [
      ...rowOf('Connection', names),
      ...listOf('Why', facts.places ?? []),
      ['Refused so far', String(facts.listed + facts.counted)],
      ['Since', moment(facts.firstAt)],
      ...peopleOf(facts),
    ],
    footer: `${toTenant(reader)} While a brake holds there is one mail a day.`,
  };
}

function connectionsOf({ connectionIds, connectionNames = connectionIds }: RefusalFacts): readonly string[] {
  return connectionNames.map((name) => plain(name));
}

function peopleOf({ people = [], morePeople = 0 }: RefusalFacts): Letter['rows'] {
  const others = morePeople === 0 ? [] : [morePeople === 1 ? '1 more person' : `${morePeople} more people`];
  return listOf('People', [...people.map((person) => plain(person)), ...others]);
}

/** The rule and what to do about it, as the table of errors has them; a code that a later scim-api added has none here. */
function inWords(reason: string): Letter['rows'] {
  if (reason === OVER_THE_CAP) {
    return [['Remedy', 'Mend what the other mails about refused writes name: these are more of the same.']];
  }
  const row = Object.entries(ERRORS).find(([code]) => code === reason)?.[1];
  return row === undefined
    ? []
    : [
        ['Rule', row.when],
        ['Remedy', row.remedy],
      ];
}
