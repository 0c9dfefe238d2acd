import { catalogue } from '../../i18n/catalogue.ts';

export const INTEGRATIONS = catalogue(
  {
    description: 'What {name} exchanges with other products.',
    provisioning: 'Microsoft Entra ID creates, changes and disables people here by SCIM 2.0, every 40 minutes.',
    on: 'On',
    off: 'Off',
  },
  {
    description: 'Was {name} mit anderen Produkten austauscht.',
    provisioning:
      'Microsoft Entra ID legt hier alle 40 Minuten Personen an, ändert und deaktiviert sie, über SCIM 2.0.',
    on: 'Ein',
    off: 'Aus',
  },
);
