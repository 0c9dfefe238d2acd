import { catalogue } from '../../i18n/catalogue.ts';

export const CONFIGURATION = catalogue(
  {
    description: 'How {name} is connected, and who may do what.',
    integrations: 'Connect your identity provider: people are created, changed and disabled as it says.',
    attributesTitle: 'Custom attributes',
    attributes: 'What your company says of its people beyond the standard: names, types, and what is sensitive.',
    signOnTitle: 'Single sign-on',
    signOn: 'Let people sign in with Microsoft Entra ID, by OpenID Connect or SAML, and by nothing else if you like.',
    timeZone: 'Time zone',
    timeZoneText: 'Where the days of your company end: a date that is asked about is that day in this zone.',
    timeZoneLabel: 'Zone',
    timeZoneSaved: 'The time zone is changed',
    save: 'Save',
  },
  {
    description: 'Wie {name} verbunden ist, und wer was darf.',
    integrations: 'Verbinden Sie Ihren Identitätsanbieter: Er legt Personen an, ändert und deaktiviert sie.',
    attributesTitle: 'Eigene Attribute',
    attributes: 'Was Ihr Unternehmen von seinen Personen sagt: Namen, Typen und was vertraulich ist.',
    signOnTitle: 'Single Sign-on',
    signOn:
      'Lassen Sie Personen sich mit Microsoft Entra ID anmelden, über OpenID Connect oder SAML, und auf Wunsch nur so.',
    timeZone: 'Zeitzone',
    timeZoneText: 'Wo die Tage Ihres Unternehmens enden: Ein Datum, nach dem gefragt wird, ist der Tag in dieser Zone.',
    timeZoneLabel: 'Zone',
    timeZoneSaved: 'Die Zeitzone ist geändert',
    save: 'Speichern',
  },
);
