import { catalogue } from '../../i18n/catalogue.ts';

export const FAILED_TEST_TEXTS = catalogue(
  {
    failed: 'The test has not passed',
    secret: 'Entra refuses the client secret',
    'secret.text':
      'Give the Value of a secret that has not expired, not its Secret ID: Certificates & secrets → New client secret shows it once.',
    entra: 'Entra answered with an error',
    'entra.text':
      'Its own words are in the Entra admin center: Monitoring & health → Sign-in logs, the entry of this moment.',
    away: 'Entra could not be asked',
    'away.text':
      'It did not answer, or not with what belongs to this app. See that the cloud and the ids are right, and test again.',
    token: 'The ID token is not that of this app',
    'token.text':
      'Its issuer, its audience, its key or its time is another than expected. See that the cloud, the Directory (tenant) ID and the Application (client) ID are those of this app.',
    certificate: 'It was signed by a certificate that does not count',
    'certificate.text':
      'It has expired, or Entra’s metadata does not have it (yet). Make a new one active under Single sign-on → SAML Certificates. The metadata is read again five minutes after the last time at the earliest: test then.',
    algorithm: 'It was signed by SHA-1',
    'algorithm.text': 'Single sign-on → SAML Certificates → Edit → Signing Algorithm: SHA-256.',
    encrypted: 'The assertion is encrypted',
    'encrypted.text': 'Turn it off in Entra: your app → Token encryption.',
    audience: 'It was made for another Identifier (Entity ID)',
    'audience.text': 'Basic SAML Configuration → Identifier (Entity ID): exactly the value that this page shows.',
    'reply-url': 'It was made for another Reply URL',
    'reply-url.text':
      'Basic SAML Configuration → Reply URL (Assertion Consumer Service URL): exactly the value that this page shows.',
    'settings-changed': 'The settings were changed meanwhile',
    'settings-changed.text': 'What was tested is not what is set now. Test again.',
    message: 'The answer is none that belongs to this sign-in',
    'message.text':
      'Something in it is missing or another than expected. Compare the values of Entra with those of this page, and test again.',
    'no-role': 'Entra sent none of the app roles',
    'no-role.text':
      'Enterprise apps → your app → Users and groups: assign whoever tests to a role. Its Value has to be one of those that this page shows, letter by letter.',
    'not-yours': 'That account is of another tenant of Entra',
    'not-yours.text': 'Choose an account of your company, or mend the Directory (tenant) ID.',
    cancelled: 'It was broken off at Microsoft',
    'cancelled.text': 'Somebody cancelled, or did not consent to the app. Test again when you like.',
    expired: 'It took too long',
    'expired.text': 'A sign-in ends after ten minutes, and counts once. Test again.',
    guest: 'That account is a guest there',
    'guest.text': 'Test with an account that is your company’s own.',
    other: 'Nobody was let in',
    'other.text': 'See that it is set up as this page says, and test again.',
  },
  {
    failed: 'Der Test ist nicht bestanden',
    secret: 'Entra lehnt den geheimen Clientschlüssel ab',
    'secret.text':
      'Geben Sie den Value eines Schlüssels an, der nicht abgelaufen ist, nicht seine Secret ID: Certificates & secrets → New client secret zeigt ihn einmal.',
    entra: 'Entra hat mit einem Fehler geantwortet',
    'entra.text':
      'Dessen eigene Worte stehen im Entra Admin Center: Monitoring & health → Sign-in logs, der Eintrag von diesem Augenblick.',
    away: 'Entra ließ sich nicht fragen',
    'away.text':
      'Es hat nicht geantwortet oder nicht mit dem, was zu dieser App gehört. Prüfen Sie die Cloud und die IDs, und testen Sie erneut.',
    token: 'Das ID-Token ist nicht das dieser App',
    'token.text':
      'Aussteller, Empfänger, Schlüssel oder Zeit sind andere als erwartet. Prüfen Sie, ob die Cloud, die Directory (tenant) ID und die Application (client) ID die dieser App sind.',
    certificate: 'Das Zertifikat der Signatur gilt nicht',
    'certificate.text':
      'Es ist abgelaufen, oder die Metadaten von Entra enthalten es (noch) nicht. Aktivieren Sie ein neues unter Single sign-on → SAML Certificates. Die Metadaten werden frühestens fünf Minuten nach dem letzten Mal wieder gelesen: Testen Sie dann.',
    algorithm: 'Signiert wurde mit SHA-1',
    'algorithm.text': 'Single sign-on → SAML Certificates → Edit → Signing Algorithm: SHA-256.',
    encrypted: 'Die Assertion ist verschlüsselt',
    'encrypted.text': 'Schalten Sie das in Entra ab: Ihre App → Token encryption.',
    audience: 'Sie ist für einen anderen Identifier (Entity ID) gemacht',
    'audience.text': 'Basic SAML Configuration → Identifier (Entity ID): genau der Wert, den diese Seite zeigt.',
    'reply-url': 'Sie ist für eine andere Reply URL gemacht',
    'reply-url.text':
      'Basic SAML Configuration → Reply URL (Assertion Consumer Service URL): genau der Wert, den diese Seite zeigt.',
    'settings-changed': 'Die Einstellungen wurden inzwischen geändert',
    'settings-changed.text': 'Getestet wurde nicht, was jetzt eingestellt ist. Testen Sie erneut.',
    message: 'Die Antwort gehört nicht zu dieser Anmeldung',
    'message.text':
      'Etwas darin fehlt oder ist anders als erwartet. Vergleichen Sie die Werte in Entra mit denen dieser Seite, und testen Sie erneut.',
    'no-role': 'Entra hat keine der App-Rollen geschickt',
    'no-role.text':
      'Enterprise apps → Ihre App → Users and groups: Weisen Sie der testenden Person eine Rolle zu. Deren Value muss Buchstabe für Buchstabe einer von dieser Seite sein.',
    'not-yours': 'Das Konto gehört zu einem anderen Mandanten von Entra',
    'not-yours.text': 'Wählen Sie ein Konto Ihres Unternehmens, oder berichtigen Sie die Directory (tenant) ID.',
    cancelled: 'Bei Microsoft wurde abgebrochen',
    'cancelled.text': 'Jemand hat abgebrochen oder der App nicht zugestimmt. Testen Sie erneut, wann Sie möchten.',
    expired: 'Das hat zu lange gedauert',
    'expired.text': 'Eine Anmeldung endet nach zehn Minuten und zählt einmal. Testen Sie erneut.',
    guest: 'Dieses Konto ist dort Gast',
    'guest.text': 'Testen Sie mit einem Konto, das Ihrem Unternehmen selbst gehört.',
    other: 'Niemand wurde eingelassen',
    'other.text': 'Prüfen Sie, ob alles so eingerichtet ist, wie diese Seite sagt, und testen Sie erneut.',
  },
);
