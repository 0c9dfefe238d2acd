import type { ReactNode } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import { useNamesOfManagers } from '../people/named.tsx';
import { useColumns } from './columns.tsx';
import { useCompared } from './compared.ts';
import { ComparedFields } from './compared-fields.tsx';
import { changesOf } from './differences.ts';
import { differencesKey, differencesPage, type Difference } from './queries.ts';
import { COMPARE } from './texts.ts';

export function Page(): ReactNode {
  const t = useText(COMPARE);
  const { compared } = useCompared();
  const { query, more } = useKeyset<Difference>({
    queryKey: differencesKey(compared),
    page: (cursor, signal) => differencesPage(compared, cursor, signal),
  });
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <Panel title={t('differences')} description={t('differencesText')} isFlush isBusy={query.isOld}>
        <ComparedFields />
        {isProblem(query.error, 404) ? (
          <State icon="search" title={t('noSuch')}>
            {t('noSuchText')}
          </State>
        ) : (
          <Queried query={query} rows={8}>
            {(rows) => <Differences rows={rows} more={more} />}
          </Queried>
        )}
      </Panel>
    </div>
  );
}

interface DifferencesProps {
  readonly rows: readonly Difference[];
  readonly more: ReturnType<typeof useKeyset<Difference>>['more'];
}

function Differences({ rows, more }: DifferencesProps): ReactNode {
  const t = useText(COMPARE);
  const names = useNamesOfManagers(rows.flatMap(changesOf));
  const columns = useColumns(names);
  if (rows.length === 0 && !more.hasMore) {
    return (
      <State icon="clock" title={t('none')}>
        {t('noneText')}
      </State>
    );
  }
  return (
    <>
      {rows.length === 0 && <p className="muted small compare-further">{t('further')}</p>}
      <Table caption={t('differences')} columns={columns} rows={rows} rowKey={({ id }) => id} more={more} />
    </>
  );
}
