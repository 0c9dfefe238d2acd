import { catalogue } from '../../i18n/catalogue.ts';

export const ASSISTANT_TEXTS = catalogue(
  {
    assistantTitle: 'Connect Microsoft Entra ID',
    assistantText:
      'Each step tests itself. You can leave and come back, or give the link of this page to whoever looks after Entra.',
    assistantDone: ' (done)',
    'assistant.method': 'Choose how Entra signs in',
    'assistant.paste': 'Paste the values into Entra',
    'assistant.test': 'Press Test Connection',
    'assistant.map': 'Map the attributes, and assign people',
    'assistant.demand': 'Provision one person on demand',
    'assistant.mails': 'Who gets mails',
    assistantPeople: { one: '{count} person is here.', other: '{count} people are here.' },
    assistantNoMails: 'Nobody yet: set notification addresses of the connection, so that somebody hears of failures.',
    assistantExpiry: 'You are reminded 60, 30, 7 and 1 days before the next credential ends:',
  },
  {
    assistantTitle: 'Microsoft Entra ID verbinden',
    assistantText:
      'Jeder Schritt prüft sich selbst. Sie können gehen und wiederkommen, oder den Link dieser Seite weitergeben.',
    assistantDone: ' (erledigt)',
    'assistant.method': 'Wählen, wie Entra sich anmeldet',
    'assistant.paste': 'Die Werte in Entra einfügen',
    'assistant.test': 'Test Connection drücken',
    'assistant.map': 'Attribute abbilden und Personen zuweisen',
    'assistant.demand': 'Eine Person auf Abruf bereitstellen',
    'assistant.mails': 'Wer Mails bekommt',
    assistantPeople: { one: '{count} Person ist hier.', other: '{count} Personen sind hier.' },
    assistantNoMails: 'Noch niemand: Geben Sie der Verbindung Adressen, damit jemand von Fehlern hört.',
    assistantExpiry: 'Sie werden 60, 30, 7 und 1 Tage vor dem nächsten Ablauf erinnert:',
  },
);
