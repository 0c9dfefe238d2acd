import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { HereLink } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useCycleColumns } from '../employee-provisioning/cycles.tsx';
import { SpanFilter } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { cyclesKey, cyclesPage, type Cycle } from './queries.ts';
import { ACTIVITY } from './texts.ts';

export function CyclesPanel(): ReactNode {
  const t = useText(ACTIVITY);
  const { connection } = useFilter().filter;
  const { query, more } = useKeyset<Cycle>({
    queryKey: cyclesKey(connection),
    page: (cursor, signal) => cyclesPage(connection, cursor, signal),
    isLive: true,
  });
  const [, ...others] = useCycleColumns();
  const when: Column<Cycle> = { key: 'when', head: t('when'), isName: true, cell: (cycle) => <When cycle={cycle} /> };
  return (
    <Panel title={t('cycles')} description={t('cyclesText')} isFlush isBusy={query.isOld}>
      <SpanFilter hasTimes={false} />
      <Queried query={query}>
        {(cycles) =>
          cycles.length === 0 && !more.hasMore ? (
            <State icon="activity" title={t('noRequests')}>
              {t('noRequestsText')}
            </State>
          ) : (
            <Table
              caption={t('cycles')}
              columns={[when, ...others]}
              rows={cycles}
              rowKey={({ connectionId, beganAt }) => `${connectionId} ${beganAt}`}
              more={more}
            />
          )
        }
      </Queried>
    </Panel>
  );
}

/** To its requests. The API's `to` is not in the time that it ends. */
function When({ cycle: { beganAt, lastAt, connectionId } }: { readonly cycle: Cycle }): ReactNode {
  const to = new Date(Date.parse(lastAt) + 1).toISOString();
  return (
    <HereLink search={{ tab: undefined, connection: connectionId, from: beganAt, to }}>
      <Time at={beganAt} />
    </HereLink>
  );
}
