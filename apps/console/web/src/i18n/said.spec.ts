import { describe, expect, it } from '@jest/globals';
import { GERMAN_REASONS as OF_CONSUMERS } from '../pages/consumers/german-reasons.ts';
import { GERMAN_REASONS as OF_MAILS } from '../pages/deliveries/german-reasons.ts';
import { GERMAN_FAULTS } from '../pages/single-sign-on/german-faults.ts';
import { germanProblem } from './german-problems.ts';
import { inGerman } from './said.ts';

describe('what a service says in English', () => {
  it.each([
    ['server answered 550 5.1.1 before DATA', 'Der Mailserver antwortete 550 5.1.1 vor DATA'],
    ['server answered 535 before MAIL FROM', 'Der Mailserver antwortete 535 vor MAIL FROM'],
    ['no answer after DATA (ETIMEDOUT)', 'Keine Antwort nach DATA (ETIMEDOUT)'],
    ['no answer before MAIL FROM (no code)', 'Keine Antwort vor MAIL FROM'],
    ['something that came later', 'something that came later'],
  ])('of a mail is in German: %s', (english, german) => {
    expect(inGerman(english, OF_MAILS)).toBe(german);
  });

  it.each([
    ['version 7 came where 5 was expected', 'Version 7 kam, erwartet war 5'],
    [
      'unknown event type rollcall.X: a later version wrote it',
      'Unbekannte Art von Ereignis rollcall.X: Eine spätere Version schrieb es',
    ],
    ['ce_id is not a UUID', 'ce_id ist keine UUID'],
    ['TypeError', 'TypeError'],
  ])('of an event that is set aside is in German: %s', (english, german) => {
    expect(inGerman(english, OF_CONSUMERS)).toBe(german);
  });

  it.each([
    ['What came is no federation metadata.', 'Was kam, sind keine Verbundmetadaten.'],
    ['What came is larger than 256 KiB, and was not read.', 'Was kam, ist größer als 256 KiB und wurde nicht gelesen.'],
  ])('of metadata is in German: %s', (english, german) => {
    expect(inGerman(english, GERMAN_FAULTS)).toBe(german);
  });

  it.each([
    [
      'This is done only within 5 minutes of a sign-in: sign in again, and send it once more.',
      'Das geht nur binnen 5 Minuten nach einer Anmeldung: Melden Sie sich noch einmal an, und tun Sie es dann noch einmal.',
    ],
    ['There is nothing here.', 'Hier ist nichts.'],
    [
      'people: the tenant has no user of the ids one, two; leave them out. Nobody was released.',
      'Unter den Ids one, two gibt es hier niemanden; lassen Sie sie weg. Niemand wurde freigegeben.',
    ],
    [
      'people: the tenant has no user of the ids one, two and 3 more; leave them out. Nobody was released.',
      'Unter den Ids one, two und 3 weiteren gibt es hier niemanden; lassen Sie sie weg. Niemand wurde freigegeben.',
    ],
    [
      'notificationAddresses[0]: is longer than 254 bytes; send addresses such as it-operations@contoso.example.',
      'Eine Benachrichtigungsadresse ist länger als 254 Bytes; geben Sie Adressen an wie it-operations@contoso.example.',
    ],
    [
      'notificationAddresses[1]: is there already; send each address once.',
      'Eine Benachrichtigungsadresse steht schon da; geben Sie jede einmal an.',
    ],
    [
      'Another connection of the tenant is a shadow: let it go live, or remove it first.',
      'Eine andere Verbindung des Unternehmens ist ein Schatten: Nehmen Sie ihn zuerst in Betrieb, oder entfernen Sie ihn.',
    ],
    ['Something that came later.', 'Something that came later.'],
  ])('of what it refuses is in German: %s', (english, german) => {
    expect(germanProblem(english)).toBe(german);
  });
});
