import { catalogue } from '../../i18n/catalogue.ts';

export const PREFERENCES = catalogue(
  {
    description: 'For you alone, wherever you sign in.',
    appearance: 'Appearance',
    theme: 'Theme',
    'theme.auto': 'As the system',
    'theme.light': 'Light',
    'theme.dark': 'Dark',
    language: 'Language',
    saved: 'Your preferences are saved',
    notSaved: 'Your preferences were not saved: {detail}',
    session: 'Your session',
    signedIn: 'Signed in',
    ends: 'Ends',
    roles: 'Roles',
  },
  {
    description: 'Für Sie allein, wo immer Sie sich anmelden.',
    appearance: 'Darstellung',
    theme: 'Farben',
    'theme.auto': 'Wie das System',
    'theme.light': 'Hell',
    'theme.dark': 'Dunkel',
    language: 'Sprache',
    saved: 'Ihre Einstellungen sind gespeichert',
    notSaved: 'Ihre Einstellungen wurden nicht gespeichert: {detail}',
    session: 'Ihre Sitzung',
    signedIn: 'Angemeldet',
    ends: 'Endet',
    roles: 'Rollen',
  },
);
