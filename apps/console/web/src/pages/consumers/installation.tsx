import { lazy, Suspense, useState, type ReactNode } from 'react';
import { CONSUMERS, type Consumer } from '../../api/lag.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Check } from '../../ui/field.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import { useUrl } from '../../ui/url.ts';
import { Answer, LagBadge, Standing } from './following.tsx';
import { useColumns, type Chosen } from './parked-columns.tsx';
import { parkedKey, parkedPage, type Parked } from './queries.ts';
import { CONSUMERS_TEXTS } from './texts.ts';

const DecideDialog = lazy(() =>
  import('./decide-dialog.tsx').then(({ DecideDialog: component }) => ({ default: component })),
);

export function Page(): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const [{ all }, setUrl] = useUrl({ all: '' });
  return (
    <div className="stack">
      <PageHead description={t('descriptionOfAll')} />
      <Answer scope="all" />
      <Check checked={all === 'true'} onChange={(event) => setUrl({ all: event.currentTarget.checked ? 'true' : '' })}>
        {t('discardedToo')}
      </Check>
      {CONSUMERS.map((consumer) => (
        <ConsumerPanel key={consumer} consumer={consumer} isAll={all === 'true'} />
      ))}
    </div>
  );
}

interface ConsumerProps {
  readonly consumer: Consumer;
  readonly isAll: boolean;
}

function ConsumerPanel({ consumer, isAll }: ConsumerProps): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <Panel
      title={t(consumer)}
      description={t(`${consumer}Text`)}
      isFlush
      actions={<LagBadge scope="all" consumer={consumer} />}
    >
      <Standing scope="all" consumer={consumer} />
      <ParkedList consumer={consumer} isAll={isAll} onChoose={setChosen} />
      {chosen !== null && (
        <Suspense>
          <DecideDialog consumer={consumer} chosen={chosen} onClose={() => setChosen(null)} />
        </Suspense>
      )}
    </Panel>
  );
}

function ParkedList({
  consumer,
  isAll,
  onChoose,
}: ConsumerProps & { readonly onChoose: (chosen: Chosen) => void }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const columns = useColumns(onChoose);
  const { query, more } = useKeyset<Parked>({
    queryKey: [...parkedKey('all', consumer), isAll],
    page: (cursor, signal) => parkedPage({ consumer, isAll }, cursor, signal),
    isLive: true,
  });
  const caption = t('parkedOf', { consumer: t(consumer) });
  return (
    <Queried query={query} rows={2}>
      {(parked) =>
        parked.length === 0 && !more.hasMore ? (
          <p className="panel-body muted">{t('noneParked')}</p>
        ) : (
          <Table caption={caption} columns={columns} rows={parked} rowKey={({ id }) => id} more={more} />
        )
      }
    </Queried>
  );
}
