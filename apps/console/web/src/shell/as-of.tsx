import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ownLagQuery, type Consumer } from '../api/lag.ts';
import { useFormat } from '../i18n/format.ts';
import { useText } from '../i18n/locale.ts';
import { useUnheard } from '../ui/lasting.ts';
import { useZone } from '../ui/time.tsx';
import { SHELL } from './texts.ts';

/** How old what a page shows is: "As of 14:05:03, directory 0.2 s behind". Nothing before anybody could say; when nobody can say it any more, that. */
export function AsOf({ of: consumer }: { readonly of: Consumer }): ReactNode {
  const t = useText(SHELL);
  const format = useFormat();
  const [zone] = useZone();
  const query = useQuery(ownLagQuery(consumer));
  const { data } = query;
  const isSilent = useUnheard(query);
  // A line is kept for it: what is below does not jump when it comes.
  if (data === undefined || data.asOf === null) return <p className="as-of">{'\u00a0'}</p>;
  const at = new Date(data.asOf);
  const clock = zone === 'utc' ? `${format.clockInUtc(at)} UTC` : format.clock(at);
  return (
    <p className="as-of">
      {t('asOf')}{' '}
      <time dateTime={data.asOf} title={`${format.local(at)}\n${format.utc(at)}`}>
        {clock}
      </time>
      {isSilent ? (
        <>, {t('silent', { consumer: t(`consumer.${consumer}`) })}</>
      ) : (
        data.behindMs !== null && (
          <>, {t('behind', { consumer: t(`consumer.${consumer}`), lag: format.lag(data.behindMs) })}</>
        )
      )}
    </p>
  );
}
