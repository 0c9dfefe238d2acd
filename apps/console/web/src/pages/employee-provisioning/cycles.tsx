import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Meter } from '../../ui/facts.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { cyclesQuery, type Connection, type Cycle } from './queries.ts';
import { CYCLE_TEXTS } from './cycle-texts.ts';

export function CyclesPanel({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(CYCLE_TEXTS);
  const may = useMay();
  const isMine = may('activity:read') || may('settings:read');
  const query = useQuery({ ...cyclesQuery(connection.id), enabled: isMine });
  const columns = useCycleColumns();
  return (
    <Panel part="cycles" title={t('cycles')} description={t('cyclesText')} isFlush>
      <Queried query={query} rows={3}>
        {(cycles) =>
          cycles.length === 0 ? (
            <State icon="activity" title={t('noCycles')}>
              {t('noCyclesText')}
            </State>
          ) : (
            <Table caption={t('cycles')} columns={columns} rows={cycles} rowKey={({ beganAt }) => beganAt} />
          )
        }
      </Queried>
    </Panel>
  );
}

export function useCycleColumns(): readonly Column<Cycle>[] {
  const t = useText(CYCLE_TEXTS);
  const format = useFormat();
  const figure = (key: 'created' | 'updated' | 'disabled' | 'refused'): Column<Cycle> => ({
    key,
    head: t(key),
    isEnd: true,
    cell: ({ counts }) => (counts[key] === 0 ? <span className="muted">0</span> : format.number(counts[key])),
  });
  return [
    { key: 'when', head: t('when'), isName: true, cell: ({ beganAt }) => <Time at={beganAt} /> },
    { key: 'what', head: t('what'), cell: (cycle) => <Kind cycle={cycle} /> },
    figure('created'),
    { ...figure('updated'), isWide: true },
    { ...figure('disabled'), isWide: true },
    figure('refused'),
    {
      key: 'took',
      head: t('duration'),
      isEnd: true,
      isWide: true,
      cell: ({ durationMs }) => format.duration(durationMs),
    },
  ];
}

function Kind({ cycle: { kind, isUnderWay, progress } }: { readonly cycle: Cycle }): ReactNode {
  const t = useText(CYCLE_TEXTS);
  const format = useFormat();
  return (
    <>
      <span className="row">
        <span className="nowrap">{t(`cycle.${kind}`)}</span>
        {isUnderWay && <Badge tone="accent">{t('underWay')}</Badge>}
      </span>
      {isUnderWay && progress !== null && (
        <Meter
          label={t('progress')}
          share={progress}
          text={t('progressText', { percent: format.percent(Math.min(1, progress)) })}
        />
      )}
    </>
  );
}
