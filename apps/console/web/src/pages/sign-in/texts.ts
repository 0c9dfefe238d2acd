import { catalogue } from '../../i18n/catalogue.ts';

export const SIGN_IN = catalogue(
  {
    signingIn: 'Signing you in…',
    signedOut: 'You are signed out',
    signedOutText: 'Open your sign-in link again to come back.',
    howDemo: 'On your own machine, npm start prints a link for each role. They work until it is stopped.',
    howAdmin: 'In your company, ask an identity administrator for a link.',
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
    signingIn: 'Sie werden angemeldet …',
    signedOut: 'Sie sind abgemeldet',
    signedOutText: 'Öffnen Sie Ihren Anmeldelink erneut, um zurückzukommen.',
    howDemo: 'Auf Ihrem eigenen Rechner nennt npm start einen Link für jede Rolle. Sie gelten, bis es beendet wird.',
    howAdmin: 'In Ihrem Unternehmen fragen Sie die Identitätsadministration nach einem Link.',
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
