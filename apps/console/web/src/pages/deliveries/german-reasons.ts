import type { Said } from '../../i18n/said.ts';

/** Why a mail was not sent, or may not have been, where that is told with codes of a mail server (notifier, judge-failure.ts). */
export const GERMAN_REASONS: readonly Said[] = [
  [/^server answered (\d{3}(?: \d[\d.]+)?) before (MAIL FROM|DATA)$/, 'Der Mailserver antwortete $1 vor $2'],
  [/^server answered (\d{3}(?: \d[\d.]+)?) after DATA$/, 'Der Mailserver antwortete $1 nach DATA'],
  [/^no answer before (MAIL FROM|DATA) \(no code\)$/, 'Keine Antwort vor $1'],
  [/^no answer before (MAIL FROM|DATA) \((\w+)\)$/, 'Keine Antwort vor $1 ($2)'],
  [/^no answer after DATA \(no code\)$/, 'Keine Antwort nach DATA'],
  [/^no answer after DATA \((\w+)\)$/, 'Keine Antwort nach DATA ($1)'],
  [/^the sender stopped before DATA$/, 'Der Versand brach vor DATA ab'],
  [/^the sender stopped after DATA$/, 'Der Versand brach nach DATA ab'],
  [/^the mail could not be composed$/, 'Die Mail ließ sich nicht schreiben'],
  [/^over the cap of the mailbox$/, 'Mehr, als ein Postfach am Tag bekommt'],
];
