import type { ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import { useText } from '../../../i18n/locale.ts';
import { useTenantPath } from '../../../shell/place.ts';
import { Badge, type Tone } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Link } from '../../../ui/link.tsx';
import type { Column } from '../../../ui/table.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Address } from './queries.ts';
import { SETTINGS_TEXTS } from './texts.ts';

/** An address of the connection, with what the notifier knows of it; null: nothing, or nothing yet. */
export interface Row {
  readonly address: string;
  readonly known: Address | null;
}

const TONES: Readonly<Record<Address['state'], Tone>> = { confirmed: 'ok', waiting: 'accent', refused: 'bad' };

export function useAddressColumns(onRemove: (address: string) => void): readonly Column<Row>[] {
  const t = useText(SETTINGS_TEXTS);
  const may = useMay();
  const actions: Column<Row> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: ({ address }) => (
      <Button isSmall kind="quiet" aria-label={t('takeOut', { address })} onClick={() => onRemove(address)}>
        {t('remove')}
      </Button>
    ),
  };
  return [
    { key: 'address', head: t('address'), isName: true, cell: ({ address }) => <bdi className="path">{address}</bdi> },
    { key: 'state', head: t('state'), cell: ({ known }) => <State known={known} /> },
    { key: 'test', head: t('testMail'), isWide: true, cell: ({ known }) => <TestMail known={known} /> },
    ...(may('settings:change') ? [actions] : []),
  ];
}

type Known = Pick<Row, 'known'>;

function State({ known }: Known): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  if (known === null) return <span className="muted">{t('notKnown')}</span>;
  const { state, refused, linkGoodUntil } = known;
  return (
    <span className="row">
      <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>
      {state === 'waiting' && linkGoodUntil !== null && (
        <span className="muted small">
          {t('linkUntil')} <Time at={linkGoodUntil} />
        </span>
      )}
      {refused !== null && <bdi className="muted small path">{refused.code}</bdi>}
    </span>
  );
}

function TestMail({ known }: Known): ReactNode {
  const may = useMay();
  const path = useTenantPath();
  const mail = known?.testMail ?? null;
  if (mail === null) return <span className="muted">–</span>;
  const when = <Time at={mail.madeAt} />;
  if (!may('deliveries:read')) return when;
  return (
    <Link to={path('deliveries')} search={{ open: mail.deliveryId }}>
      {when}
    </Link>
  );
}
