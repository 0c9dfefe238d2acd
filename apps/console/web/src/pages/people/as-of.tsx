import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Time } from '../../ui/time.tsx';
import { lagQuery } from './queries.ts';
import { PEOPLE } from './texts.ts';

/** How old what is shown is: the directory follows what Entra sends. */
export function AsOf(): ReactNode {
  const t = useText(PEOPLE);
  const format = useFormat();
  const { data } = useQuery(lagQuery);
  if (data === undefined || data.asOf === null) return t('asEntraSays');
  const { asOf, behindMs } = data;
  return (
    <>
      {t('asOf')} <Time at={asOf} />
      {behindMs !== null && <>, {t('behind', { lag: format.duration(behindMs) })}</>}
    </>
  );
}
