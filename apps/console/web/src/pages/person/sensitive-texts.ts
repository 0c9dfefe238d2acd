import { catalogue } from '../../i18n/catalogue.ts';

export const SENSITIVE = catalogue(
  {
    sensitive: 'Sensitive attributes',
    sensitiveText: 'Hidden: {names}. That you look is an entry of the audit log.',
    sensitiveAny: 'What is hidden in this version. That you look is an entry of the audit log.',
    noneSensitive: 'Nothing is hidden in this version.',
    reveal: 'Show',
    notKept: 'Some values are not kept: they came before values were. A rebuild of the directory has them.',
  },
  {
    sensitive: 'Vertrauliche Attribute',
    sensitiveText: 'Verborgen: {names}. Dass Sie hinsehen, ist ein Eintrag im Audit-Log.',
    sensitiveAny: 'Was in dieser Version verborgen ist. Dass Sie hinsehen, ist ein Eintrag im Audit-Log.',
    noneSensitive: 'In dieser Version ist nichts verborgen.',
    reveal: 'Zeigen',
    notKept:
      'Manche Werte sind nicht aufbewahrt: sie kamen, bevor es dafür einen Platz gab. Ein Neuaufbau des Verzeichnisses hat sie.',
  },
);
