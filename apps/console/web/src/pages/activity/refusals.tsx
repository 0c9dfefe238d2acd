import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { SpanFilter } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { refusalsQuery, type Refusals } from './queries.ts';
import { Remedy } from './remedy.tsx';
import { ACTIVITY } from './texts.ts';

export function RefusalsPanel(): ReactNode {
  const t = useText(ACTIVITY);
  const { filter } = useFilter();
  const query = useQuery(refusalsQuery(filter));
  const columns = useColumns();
  const description = t(filter.from === '' ? 'refusalsOfDay' : 'refusalsText');
  return (
    <Panel title={t('refusals')} description={description} isFlush>
      <SpanFilter hasTimes />
      <Queried query={query}>
        {(groups) =>
          groups.length === 0 ? (
            <State icon="check" title={t('noRefusals')}>
              {t('noRefusalsText')}
            </State>
          ) : (
            <Table
              caption={t('refusals')}
              columns={columns}
              rows={groups}
              rowKey={({ code, place }) => `${code} ${place ?? ''}`}
            />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(): readonly Column<Refusals>[] {
  const t = useText(ACTIVITY);
  const format = useFormat();
  return [
    { key: 'what', head: t('what'), isName: true, cell: (group) => <What group={group} /> },
    { key: 'times', head: t('times'), isEnd: true, cell: ({ count }) => format.number(count) },
    { key: 'people', head: t('people'), isEnd: true, isWide: true, cell: ({ people }) => format.number(people) },
    { key: 'since', head: t('since'), isWide: true, cell: ({ since }) => <Time at={since} /> },
    { key: 'last', head: t('last'), isWide: true, cell: ({ last }) => <Time at={last} /> },
  ];
}

function What({ group: { code, place, remedy, mended } }: { readonly group: Refusals }): ReactNode {
  const t = useText(ACTIVITY);
  return (
    <>
      <span className="row">
        <HereLink search={{ tab: undefined, code }}>
          <span className="mono">{code}</span>
        </HereLink>
        {place !== null && <span className="mono muted path">{place}</span>}
        {mended !== null && (
          <Badge tone="ok">
            {t('mended')} <Time at={mended.at} />
          </Badge>
        )}
      </span>
      {remedy !== null && (
        <p className="muted small">
          <Remedy code={code} remedy={remedy} />
        </p>
      )}
    </>
  );
}
