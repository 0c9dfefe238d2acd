import type { ConfirmationFacts, DomainFacts, RefusingFacts, TestFacts } from '../delivery/store.js';
import type { Letter } from './letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';

export function unprovedDomain({ domain }: DomainFacts, reader: Reader): Letter {
  return {
    subject: `Mails to ${domain} are not sent`,
    heading: 'Mails that are not sent',
    greeting: 'Hello,',
    sentences: [
      `The directory of ${nameOf(reader)} names people at ${domain}, and nobody has shown that this domain is yours: mails to it are not sent.`,
      'If it is yours, ask whoever runs Rollcall to add it and publish the record that you are given. If it is not, correct the addresses.',
      'Mails that were not sent are in the list of deliveries, as suppressed: domain not verified. They are not sent later.',
    ],
    rows: [['Domain', domain]],
    footer: `${toTenant(reader)} You are told once of each domain.`,
  };
}

/** To somebody who may know nothing of it: who they are is what it asks. */
export function confirmation({ link, until }: ConfirmationFacts, reader: Reader): Letter {
  return {
    subject: `Confirm this address for ${nameOf(reader)}`,
    heading: 'Is this address to be told?',
    greeting: 'Hello,',
    sentences: [
      `Somebody has named this address as the one that Rollcall tells when accounts of ${nameOf(reader)} could not be provisioned.`,
      'If that is right, open this page and press its button. If it is not, there is nothing you have to do: no other mail comes here until somebody does.',
    ],
    link: { label: 'Confirm this address', url: link },
    rows: [['Good until', moment(until)]],
    footer: `You get this mail because this address was named as the notification address of ${nameOf(reader)}.`,
  };
}

/** Asked for by whoever administers the notification address. */
export function testMail({ askedAt }: TestFacts, reader: Reader): Letter {
  return {
    subject: `Test mail of the notifications of ${nameOf(reader)}`,
    heading: 'It arrives',
    greeting: 'Hello,',
    sentences: [
      `Somebody who administers the provisioning of ${nameOf(reader)} has asked for this mail, to see whether it arrives.`,
      'There is nothing you have to do.',
    ],
    rows: [['Asked for', moment(askedAt)]],
    footer: toTenant(reader),
  };
}

/** To the others who are told of the same connections. */
export function refusingAddress({ address, code, since }: RefusingFacts, reader: Reader): Letter {
  return {
    subject: `${plain(address)} refuses mails about ${nameOf(reader)}`,
    heading: 'An address refuses mails',
    greeting: 'Hello,',
    sentences: [
      `The mail server of ${plain(address)} refuses what this address is told about the provisioning of ${nameOf(reader)}.`,
      'If nobody reads it any more, ask whoever administers the connection to take it away or to name another one; else have the mailbox mended, and ask for a test mail.',
    ],
    rows: [
      ['Address', address],
      ['Answer', code],
      ['Since', moment(since)],
    ],
    footer: `${toTenant(reader)} While the address refuses, there is one such mail a day.`,
  };
}
