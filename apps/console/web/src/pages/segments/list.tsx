import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { segmentsQuery, type Segment } from './queries.ts';
import { SEGMENTS_TEXTS } from './texts.ts';

interface SegmentsPanelProps {
  readonly onChange: (segment: Segment) => void;
  readonly onRemove: (name: string) => void;
}

export function SegmentsPanel(props: SegmentsPanelProps): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const query = useQuery(segmentsQuery);
  const columns = useColumns(props);
  return (
    <Panel title={t('list')} description={t('listText')} isFlush>
      <Queried query={query} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="filter" title={t('none')}>
              {t('noneText')}
            </State>
          ) : (
            <Table caption={t('list')} columns={columns} rows={rows} rowKey={({ name }) => name} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns({ onChange, onRemove }: SegmentsPanelProps): readonly Column<Segment>[] {
  const t = useText(SEGMENTS_TEXTS);
  const may = useMay();
  const actions: Column<Segment> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (segment) => (
      <span className="row">
        <Button
          isSmall
          kind="quiet"
          aria-label={t('changeOf', { name: segment.name })}
          onClick={() => onChange(segment)}
        >
          {t('change')}
        </Button>
        <Button
          isSmall
          kind="quiet"
          aria-label={t('removeOf', { name: segment.name })}
          onClick={() => onRemove(segment.name)}
        >
          {t('remove')}
        </Button>
      </span>
    ),
  };
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ name }) => (
        <HereLink search={{ open: name, by: undefined }}>
          <bdi className="path">{name}</bdi>
        </HereLink>
      ),
    },
    {
      key: 'filter',
      head: t('filter'),
      isWide: true,
      cell: ({ filter }) => (
        <bdi className="mono path" dir="ltr">
          {filter}
        </bdi>
      ),
    },
    { key: 'changed', head: t('changed'), isWide: true, cell: ({ changedAt }) => <Time at={changedAt} /> },
    ...(may('segments:change') ? [actions] : []),
  ];
}
