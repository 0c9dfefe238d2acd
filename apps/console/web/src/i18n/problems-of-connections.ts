import type { Said } from './said.ts';

const TWICE = 'is there already';

const ADDRESS_FAULTS: readonly (readonly [english: string, german: string])[] = [
  [TWICE, 'steht schon da'],
  ['is no address: something has to stand before and after the @', 'ist keine: Vor und nach dem @ muss etwas stehen'],
  ['is more than one address, or has a name beside it', 'ist mehr als eine, oder ein Name steht dabei'],
  [
    'begins with a hyphen, which mail programs take for an option',
    'beginnt mit einem Bindestrich, den Mailprogramme für eine Option halten',
  ],
  ['is longer than (\\d+) bytes', 'ist länger als $1 Bytes'],
  ['has more than (\\d+) bytes before the @', 'hat mehr als $1 Bytes vor dem @'],
  [
    'is the user name of a guest, where no mail arrives',
    'ist der Benutzername eines Gastes, bei dem keine Mail ankommt',
  ],
  ['has no dot after the @', 'hat nach dem @ keinen Punkt'],
  ['ends with a dot', 'endet mit einem Punkt'],
  ['has no mail domain after the @', 'hat nach dem @ keine Maildomain'],
  ['holds a character that no plain address has', 'enthält ein Zeichen, das in einer einfachen Adresse nicht vorkommt'],
];

/** What is refused of a connection, its brake and its notification addresses, and names a number or a value. */
export const OF_CONNECTIONS: readonly Said[] = [
  [
    /^people: the tenant has no user of the ids (.+?) and (\d+) more; leave them out\. Nobody was released\.$/,
    'Unter den Ids $1 und $2 weiteren gibt es hier niemanden; lassen Sie sie weg. Niemand wurde freigegeben.',
  ],
  [
    /^people: the tenant has no user of the ids (.+); leave them out\. Nobody was released\.$/,
    'Unter den Ids $1 gibt es hier niemanden; lassen Sie sie weg. Niemand wurde freigegeben.',
  ],
  [
    /^At most ([\d,]+) people are released by name: release all, or wait for the others\.$/,
    'Mit Namen werden höchstens $1 Personen freigegeben: Lösen Sie die Bremse für alle, oder warten Sie mit den übrigen.',
  ],
  [
    /^The tenant has (\d+) connections: pause one that no provider uses, and remove it first\.$/,
    'Das Unternehmen hat $1 Verbindungen: Pausieren Sie eine, die kein Anbieter benutzt, und entfernen Sie sie zuerst.',
  ],
  [
    /^The connections of a tenant have at most (\d+) notification addresses together: take some away, or name a mailbox that several people read\.$/,
    'Die Verbindungen eines Unternehmens haben zusammen höchstens $1 Benachrichtigungsadressen: Nehmen Sie welche weg, oder nennen Sie ein Postfach, das mehrere lesen.',
  ],
  [
    /^(\d+) credentials are valid: revoke (\S+), the oldest one, first\.$/,
    '$1 Zugangsdaten gelten: Widerrufen Sie zuerst die ältesten ($2).',
  ],
  ...addressFaults(),
];

function addressFaults(): Said[] {
  const send = 'geben Sie Adressen an wie it-operations@contoso.example';
  return ADDRESS_FAULTS.map(([english, german]): Said => [
    new RegExp(
      `^notificationAddresses\\[\\d+\\]: ${english}; (?:send addresses such as it-operations@contoso\\.example|send each address once)\\.$`,
    ),
    `Eine Benachrichtigungsadresse ${german}; ${english === TWICE ? 'geben Sie jede einmal an' : send}.`,
  ]);
}
