import { catalogue } from '../../i18n/catalogue.ts';

export const SIGN_IN = catalogue(
  {
    signIn: 'Sign in',
    signedOut: 'You are signed out',
    tested: 'The test has passed',
    stepped: 'You have shown that it is you',
    close: 'Close this window, and go on in the other one.',
    who: 'Company (short name) or work e-mail',
    whoHint: 'The short name is the word after /t/ in your company’s addresses here.',
    continue: 'Continue',
    or: 'or',
    microsoft: 'Sign in with Microsoft',
    choose: 'Which company?',
    chooseText: 'Microsoft says that you are {name}. Several companies here take people of your directory.',
    nothingToChoose: 'There is nothing to choose: that took too long, or was done already.',
    again: 'Begin again',
    nowhere: 'Ask your administrator',
    nowhereText:
      'There is no sign-in to lead you to. The name may be mistyped, or the company lets people in by passkeys alone: we do not tell which.',
    'refused.expired': 'That took too long',
    'refused.expired.text':
      'Signing in has to be done within ten minutes, in the window where it began. Begin again below.',
    'refused.not-yours': 'That was another account',
    'refused.not-yours.text':
      'The account at Microsoft is not of your company, or not the one that began. Begin again, and choose the account of your work.',
    'refused.no-role': 'You have no role here yet',
    'refused.no-role.text':
      'Microsoft knows you, but gives you no role in Rollcall. Ask your administrator to assign you one of its app roles in Entra.',
    'refused.not-valid': 'The answer could not be trusted',
    'refused.not-valid.text':
      'What came back from Microsoft did not pass our checks, so nobody was signed in. Begin again; if it happens twice, tell your administrator: the test under Configuration › Single sign-on says what is wrong.',
    'refused.cancelled': 'Signing in was cancelled',
    'refused.cancelled.text': 'Microsoft says that it was broken off. Begin again when you like.',
    'refused.off': 'Single sign-on is off',
    'refused.off.text':
      'Your company does not let people in this way at the moment. Use a passkey, or ask your administrator.',
    'refused.changed': 'Single sign-on has changed',
    'refused.changed.text':
      'Your company has changed its settings while you were signing in, so nobody was signed in. Begin again below.',
    'refused.suspended': 'Your company is suspended',
    'refused.suspended.text':
      'Nobody of it can sign in until the operator of this installation lifts that. Ask your administrator.',
    'refused.unknown-company': 'Your company is not set up for this',
    'refused.unknown-company.text':
      'Microsoft knows you, but no company here has shown that your directory is its own. Its administrator sets it up under Configuration › Single sign-on › Sign in with Microsoft, and tests it there. If you are somebody’s guest, ask them how they let you in.',
    'refused.guest': 'You are a guest there',
    'refused.guest.text':
      'The account belongs to another company, which was invited to this one. Sign in with the account of your own company, or ask the administrator of this one for a setup link.',
    'refused.unknown': 'You were not signed in',
    'refused.unknown.text': 'Begin again; if it happens twice, tell your administrator.',
    signingIn: 'Signing you in…',
    howDemo: 'On your own machine, npm start prints a link for each role. They work until it is stopped.',
    refused: 'This link does not work any more',
    refusedText:
      'It is of an installation that was stopped, or was copied in part. Take the one that was printed last.',
    noSecret: 'This link is not whole',
    noSecretText: 'What stands behind the # is missing. Copy the whole link.',
    failed: 'Signing in failed',
    failedText: 'The console did not answer as it should. Try it again in a moment.',
    retry: 'Try again',
  },
  {
    signIn: 'Anmelden',
    signedOut: 'Sie sind abgemeldet',
    tested: 'Der Test ist bestanden',
    stepped: 'Sie haben gezeigt, dass Sie es sind',
    close: 'Schließen Sie dieses Fenster, und machen Sie im anderen weiter.',
    who: 'Unternehmen (Kurzname) oder dienstliche E-Mail',
    whoHint: 'Der Kurzname ist das Wort nach /t/ in den Adressen Ihres Unternehmens hier.',
    continue: 'Weiter',
    or: 'oder',
    microsoft: 'Mit Microsoft anmelden',
    choose: 'Welches Unternehmen?',
    chooseText: 'Microsoft sagt, Sie sind {name}. Mehrere Unternehmen hier nehmen Personen aus Ihrem Verzeichnis.',
    nothingToChoose: 'Es gibt nichts zu wählen: Das hat zu lange gedauert oder ist schon geschehen.',
    again: 'Von vorn beginnen',
    nowhere: 'Fragen Sie Ihre Administration',
    nowhereText:
      'Es gibt keine Anmeldung, zu der wir Sie führen könnten. Vielleicht ist der Name vertippt, oder das Unternehmen lässt nur mit Passkeys ein: Was davon, sagen wir nicht.',
    'refused.expired': 'Das hat zu lange gedauert',
    'refused.expired.text':
      'Die Anmeldung muss binnen zehn Minuten enden, in dem Fenster, in dem sie begann. Beginnen Sie unten von vorn.',
    'refused.not-yours': 'Das war ein anderes Konto',
    'refused.not-yours.text':
      'Das Konto bei Microsoft gehört nicht zu Ihrem Unternehmen oder ist nicht das, mit dem Sie begonnen haben. Beginnen Sie von vorn, und wählen Sie Ihr Arbeitskonto.',
    'refused.no-role': 'Sie haben hier noch keine Rolle',
    'refused.no-role.text':
      'Microsoft kennt Sie, gibt Ihnen aber keine Rolle in Rollcall. Bitten Sie Ihre Administration, Ihnen in Entra eine der App-Rollen zuzuweisen.',
    'refused.not-valid': 'Der Antwort war nicht zu trauen',
    'refused.not-valid.text':
      'Was von Microsoft zurückkam, hat unsere Prüfungen nicht bestanden, deshalb wurde niemand angemeldet. Beginnen Sie von vorn; geschieht es zweimal, sagen Sie es Ihrer Administration: Der Test unter Configuration › Single sign-on sagt, was nicht stimmt.',
    'refused.cancelled': 'Die Anmeldung wurde abgebrochen',
    'refused.cancelled.text': 'Das sagt Microsoft. Beginnen Sie von vorn, wann Sie möchten.',
    'refused.off': 'Single Sign-on ist aus',
    'refused.off.text':
      'Ihr Unternehmen lässt zurzeit niemanden auf diesem Weg ein. Nehmen Sie einen Passkey, oder fragen Sie Ihre Administration.',
    'refused.changed': 'Single Sign-on wurde geändert',
    'refused.changed.text':
      'Ihr Unternehmen hat seine Einstellungen geändert, während Sie sich anmeldeten, deshalb wurde niemand angemeldet. Beginnen Sie unten von vorn.',
    'refused.suspended': 'Ihr Unternehmen ist gesperrt',
    'refused.suspended.text':
      'Niemand von dort kann sich anmelden, bis der Betrieb dieser Installation das aufhebt. Fragen Sie Ihre Administration.',
    'refused.unknown-company': 'Ihr Unternehmen ist dafür nicht eingerichtet',
    'refused.unknown-company.text':
      'Microsoft kennt Sie, aber kein Unternehmen hier hat gezeigt, dass Ihr Verzeichnis seines ist. Seine Administration richtet es unter Configuration › Single sign-on › Mit Microsoft anmelden ein und testet es dort. Sind Sie irgendwo Gast, fragen Sie dort, wie man Sie einlässt.',
    'refused.guest': 'Sie sind dort Gast',
    'refused.guest.text':
      'Das Konto gehört zu einem anderen Unternehmen und wurde in dieses eingeladen. Melden Sie sich mit dem Konto Ihres eigenen Unternehmens an, oder bitten Sie die Administration von diesem um einen Einrichtungslink.',
    'refused.unknown': 'Sie wurden nicht angemeldet',
    'refused.unknown.text': 'Beginnen Sie von vorn; geschieht es zweimal, sagen Sie es Ihrer Administration.',
    signingIn: 'Sie werden angemeldet …',
    howDemo: 'Auf Ihrem eigenen Rechner nennt npm start einen Link für jede Rolle. Sie gelten, bis es beendet wird.',
    refused: 'Dieser Link gilt nicht mehr',
    refusedText:
      'Er gehört zu einer Installation, die beendet wurde, oder wurde nur zum Teil kopiert. Nehmen Sie den zuletzt genannten.',
    noSecret: 'Dieser Link ist nicht vollständig',
    noSecretText: 'Was hinter dem # steht, fehlt. Kopieren Sie den ganzen Link.',
    failed: 'Die Anmeldung ist misslungen',
    failedText: 'Die Konsole hat nicht geantwortet, wie sie sollte. Versuchen Sie es gleich noch einmal.',
    retry: 'Erneut versuchen',
  },
);
