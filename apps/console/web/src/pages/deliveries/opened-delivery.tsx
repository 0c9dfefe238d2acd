import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Opened } from '../../ui/opened.tsx';
import { Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import { Events } from './events.tsx';
import { Recipient } from './list.tsx';
import { deliveryQuery, type Delivery } from './queries.ts';
import { Standing } from './standing.tsx';
import { DELIVERIES_TEXTS } from './texts.ts';

const ResendDialog = lazy(() =>
  import('./resend-dialog.tsx').then(({ ResendDialog: component }) => ({ default: component })),
);

interface OpenedDeliveryProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function OpenedDelivery({ id, onClose }: OpenedDeliveryProps): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const query = useQuery(deliveryQuery(id));
  const { data } = query;
  const actions = data === undefined || data === null ? undefined : <Resend delivery={data} />;
  return (
    <Opened id={id} title={t('opened')} actions={actions} onClose={onClose}>
      <Queried query={query} rows={12} shape="facts">
        {(delivery) =>
          delivery === null ? (
            <State icon="search" title={t('notThere')}>
              {t('notThereText')}
            </State>
          ) : (
            <div className="stack">
              <About delivery={delivery} />
              <Events delivery={delivery} />
            </div>
          )
        }
      </Queried>
    </Opened>
  );
}

/** Of what may have been lost: nothing else is sent twice. */
function Resend({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const may = useMay();
  const [isAsked, setAsked] = useState(false);
  const { status } = delivery;
  if (!may('deliveries:resend') || (status !== 'uncertain' && status !== 'failed')) return null;
  return (
    <>
      <Button isSmall onClick={() => setAsked(true)}>
        {t('resend')}
      </Button>
      {isAsked && (
        <Suspense>
          <ResendDialog delivery={delivery} onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  );
}

function About({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const format = useFormat();
  const { template, recipient, status, time, dueAt, settledAt, attempts, messageId, digestId } = delivery;
  const at = (label: string, when: string | null) =>
    when === null ? [] : [{ label, value: <Time key={label} at={when} /> }];
  const facts = [
    { label: t('mail'), value: t(`template.${template}`) },
    { label: t('to'), value: <Recipient recipient={recipient} /> },
    { label: t('state'), value: <Standing delivery={delivery} /> },
    ...at(t('when'), time),
    ...at(t('due'), dueAt),
    ...at(t('settled'), settledAt),
    { label: t('attempts'), value: format.number(attempts) },
    { label: t('messageId'), value: <span className="mono">{messageId}</span> },
    ...(digestId === null
      ? []
      : [{ label: t('digest'), value: <HereLink search={{ open: digestId }}>{t('toDigest')}</HereLink> }]),
  ];
  return (
    <>
      <p className="muted">{t(`means.${status}`)}</p>
      <Facts facts={facts} />
    </>
  );
}
