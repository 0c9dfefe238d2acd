import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { ownZone, turnOwnDays, useCompanyZone, useOwnDays } from '../../ui/day-zone.ts';
import { Segments } from '../../ui/tabs.tsx';
import { PREFERENCES } from './texts.ts';

/** Where the days end that somebody asks about: for whoever may ask about one, where that is not the same. */
export function DaysPreference(): ReactNode {
  const t = useText(PREFERENCES);
  const may = useMay();
  const isOwn = useOwnDays();
  const company = useCompanyZone();
  const own = ownZone();
  if (!may('directory:history') || company === null || (company === own && !isOwn)) return null;
  return (
    <div className="row row-apart">
      <span>
        {t('days')}
        <span className="block muted small">{t('daysText')}</span>
      </span>
      <Segments
        label={t('days')}
        value={isOwn ? 'own' : 'company'}
        choices={[
          { value: 'company', label: t('days.company', { zone: company }) },
          { value: 'own', label: t('days.own', { zone: own }) },
        ]}
        onChange={(value) => turnOwnDays(value === 'own')}
      />
    </div>
  );
}
