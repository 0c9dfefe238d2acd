import { catalogue } from '../../i18n/catalogue.ts';

export const SETUP = catalogue(
  {
    opening: 'Opening your setup link…',
    title: 'Set up your account',
    titleOf: 'Set up your account at {tenant}',
    roles: 'You will be: {roles}.',
    name: 'Your name',
    nameHint: 'As your colleagues know you. A passkey of this device or of your security key lets you in from now on.',
    make: 'Make a passkey and sign in',
    until: 'This link can be used until',
    cancelled: 'No passkey was made. Try it again, or use another device or security key.',
    refused: 'This setup link cannot be used',
    refusedText:
      'It was used, is older than 72 hours, or was begun in another browser first. Ask an identity administrator for a new one.',
    noSecret: 'This link is not whole',
    noSecretText: 'What stands behind the # is missing. Copy the whole link.',
    noPasskeys: 'This browser has no passkeys',
    noPasskeysText: 'Open the link in a current browser: it has not been used by this.',
    failed: 'The link could not be opened',
    failedText: 'The console did not answer as it should. Try it again in a moment.',
  },
  {
    opening: 'Ihr Einrichtungslink wird geöffnet …',
    title: 'Konto einrichten',
    titleOf: 'Konto bei {tenant} einrichten',
    roles: 'Sie werden: {roles}.',
    name: 'Ihr Name',
    nameHint:
      'Wie Ihre Kolleginnen und Kollegen Sie kennen. Ein Passkey dieses Geräts oder Ihres Sicherheitsschlüssels meldet Sie künftig an.',
    make: 'Passkey anlegen und anmelden',
    until: 'Dieser Link gilt bis',
    cancelled:
      'Es wurde kein Passkey angelegt. Versuchen Sie es noch einmal, oder mit einem anderen Gerät oder Sicherheitsschlüssel.',
    refused: 'Dieser Einrichtungslink gilt nicht',
    refusedText:
      'Er wurde benutzt, ist älter als 72 Stunden oder wurde zuerst in einem anderen Browser begonnen. Fragen Sie die Identitätsadministration nach einem neuen.',
    noSecret: 'Dieser Link ist nicht vollständig',
    noSecretText: 'Was hinter dem # steht, fehlt. Kopieren Sie den ganzen Link.',
    noPasskeys: 'Dieser Browser hat keine Passkeys',
    noPasskeysText: 'Öffnen Sie den Link in einem aktuellen Browser: Er ist damit nicht verbraucht.',
    failed: 'Der Link konnte nicht geöffnet werden',
    failedText: 'Die Konsole hat nicht geantwortet, wie sie sollte. Versuchen Sie es gleich noch einmal.',
  },
);
