import type { ReactNode } from 'react';
import { askForFreshSignIn, isFresh } from '../../api/fresh-sign-in.ts';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { DownloadLink } from '../../ui/button.tsx';
import { useFilter } from './filter.ts';
import { exportOf, type Format } from './queries.ts';
import { AUDIT } from './texts.ts';

const FORMATS: readonly (readonly [Format, string])[] = [
  ['ndjson', 'NDJSON'],
  ['csv', 'CSV'],
  ['ocsf.ndjson', 'OCSF'],
];

/** What the filter shows, as files. A download cannot say that it needs a fresh sign-in: that is asked for before. */
export function Exports(): ReactNode {
  const t = useText(AUDIT);
  const may = useMay();
  const { authTime } = useSession();
  const { filter } = useFilter();
  if (!may('audit:export')) return null;
  const mayGoOn = (): boolean => {
    const isNow = isFresh(authTime, new Date());
    if (!isNow) askForFreshSignIn(true);
    return isNow;
  };
  return FORMATS.map(([format, name]) => (
    <DownloadLink key={format} href={exportOf(filter, format)} onAsked={mayGoOn}>
      {t('exportAs', { format: name })}
    </DownloadLink>
  ));
}
