import { catalogue } from '../../i18n/catalogue.ts';

/** Apart from the team's own: who acted stands on other pages, too. */
export const NAME_TEXTS = catalogue(
  { leftTheTeam: 'Account {id}, which is in the team no more' },
  { leftTheTeam: 'Konto {id}, das nicht mehr im Team ist' },
);
