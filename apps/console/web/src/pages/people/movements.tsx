import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Filter } from '../../ui/filter.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { PersonLink } from './parts.tsx';
import { KINDS, movementsKey, movementsPage, type Movement } from './queries.ts';
import { PEOPLE } from './texts.ts';

const NOTHING = { kind: '' };

/** Who came and who went in the last seven days. */
export function MovementsPanel(): ReactNode {
  const t = useText(PEOPLE);
  const [{ kind }] = useUrl(NOTHING);
  const { query, more } = useKeyset<Movement>({
    queryKey: movementsKey(kind),
    page: (cursor, signal) => movementsPage(kind, cursor, signal),
    isLive: true,
  });
  const columns = useColumns();
  return (
    <Panel title={t('movements')} description={t('movementsText')} isFlush isBusy={query.isOld}>
      <KindField />
      <Queried query={query}>
        {(rows) =>
          rows.length === 0 && !more.hasMore ? (
            <State icon="people" title={t('noMovements')}>
              {t('noMovementsText')}
            </State>
          ) : (
            <Table
              caption={t('movements')}
              columns={columns}
              rows={rows}
              rowKey={({ eventId }) => eventId}
              more={more}
            />
          )
        }
      </Queried>
    </Panel>
  );
}

function KindField(): ReactNode {
  const t = useText(PEOPLE);
  const [{ kind }, setUrl] = useUrl(NOTHING);
  return (
    <Filter isFiltered={kind !== ''} onClear={() => setUrl(NOTHING)}>
      <SelectField
        label={t('moved')}
        value={KINDS.some((one) => one === kind) ? kind : ''}
        choices={[
          { value: '', label: t('bothKinds') },
          ...KINDS.map((one) => ({ value: one, label: t(`moved.${one}`) })),
        ]}
        onChange={(event) => setUrl({ kind: event.currentTarget.value })}
      />
    </Filter>
  );
}

function useColumns(): readonly Column<Movement>[] {
  const t = useText(PEOPLE);
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ employee: { id, displayName } }) => <PersonLink id={id} name={displayName} />,
    },
    {
      key: 'kind',
      head: t('moved'),
      cell: ({ kind }) => <Badge tone={kind === 'joined' ? 'ok' : 'neutral'}>{t(`moved.${kind}`)}</Badge>,
    },
    { key: 'title', head: t('title'), isWide: true, cell: ({ employee }) => <bdi>{employee.title ?? '–'}</bdi> },
    {
      key: 'department',
      head: t('department'),
      isWide: true,
      cell: ({ employee }) => <bdi>{employee.department ?? '–'}</bdi>,
    },
    { key: 'when', head: t('when'), isEnd: true, cell: ({ at }) => <Time at={at} /> },
  ];
}
