import { catalogue } from '../../i18n/catalogue.ts';

export const GRANTED_TEXTS = catalogue(
  {
    title: 'By a grant',
    grant: 'Grant',
    over: 'No grant of this tenant holds',
    overText:
      'It has ended, or was taken back. One of the tenant’s identity administrators gives one, for hours, under Team and access.',
    back: 'To the tenants',
    banner: 'You see what {name} lets you see',
    until: 'Until {time}',
    by: 'given by',
    administrator: 'an identity administrator',
    because: 'because',
    told: 'You can only read, and each look is an entry of their audit log.',
    views: 'What you may see',
  },
  {
    title: 'Mit Freigabe',
    grant: 'Freigabe',
    over: 'Keine Freigabe dieses Mandanten gilt',
    overText:
      'Sie ist abgelaufen oder wurde zurückgenommen. Die Identitätsadministration des Mandanten gibt eine, für Stunden, unter Team und Zugriff.',
    back: 'Zu den Mandanten',
    banner: 'Sie sehen, was {name} Sie sehen lässt',
    until: 'Bis {time}',
    by: 'gegeben von',
    administrator: 'der Identitätsadministration',
    because: 'weil',
    told: 'Sie können nur lesen, und jeder Blick ist ein Eintrag im dortigen Audit-Log.',
    views: 'Was Sie sehen dürfen',
  },
);
