import { useQuery, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Meter } from '../../ui/facts.tsx';
import { SelectField } from '../../ui/field.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { useUrl } from '../../ui/url.ts';
import { PersonLink } from './parts.tsx';
import { FACETS, namesQuery, type Counts, type Facet } from './queries.ts';
import { PEOPLE } from './texts.ts';
import { useCount } from './totals.tsx';

interface CountsPanelProps {
  readonly title: string;
  readonly queryKey: QueryKey;
  readonly ask: (by: Facet, signal: AbortSignal) => Promise<Counts>;
  /** What else narrows, beside the choice of what is counted by. */
  readonly fields?: ReactNode;
  /** What of the address shows who has a value; null: nothing does. */
  readonly searchOf?: (by: Facet, value: string) => Readonly<Record<string, string | undefined>> | null;
}

interface Row {
  readonly kind: 'value' | 'none' | 'others';
  readonly value: string;
  readonly count: number;
}

/** How many have which department, title, manager or state; by which is in the address. */
export function CountsPanel({ title, queryKey, ask, fields, searchOf = () => null }: CountsPanelProps): ReactNode {
  const t = useText(PEOPLE);
  const [by, choose] = useFacet();
  const query = useQuery({ queryKey: [...queryKey, by], queryFn: ({ signal }) => ask(by, signal), staleTime: 30_000 });
  return (
    <Panel title={title} description={query.data && <Total counts={query.data} />} isFlush>
      <div className="filter">
        <div className="filter-fields">
          <SelectField
            label={t('countBy')}
            value={by}
            choices={FACETS.map((value) => ({ value, label: t(`by.${value}`) }))}
            onChange={(event) => choose(event.currentTarget.value)}
          />
          {fields}
        </div>
      </div>
      <Queried query={query}>
        {(counts) => <CountsTable title={title} by={by} counts={counts} searchOf={searchOf} />}
      </Queried>
    </Panel>
  );
}

function useFacet(): [Facet, (by: string) => void] {
  const [{ by }, setUrl] = useUrl({ by: FACETS[0] });
  return [FACETS.find((one) => one === by) ?? FACETS[0], (next) => setUrl({ by: next })];
}

function Total({ counts: { total } }: { readonly counts: Counts }): ReactNode {
  const t = useText(PEOPLE);
  const said = useCount();
  return t(total.isExact ? 'countedAll' : 'countedSome', { people: said(total) });
}

interface CountsTableProps extends Required<Pick<CountsPanelProps, 'title' | 'searchOf'>> {
  readonly by: Facet;
  readonly counts: Counts;
}

function CountsTable({ title, by, counts, searchOf }: CountsTableProps): ReactNode {
  const t = useText(PEOPLE);
  const format = useFormat();
  const rows = rowsOf(counts);
  const shareOf = (count: number): number => count / Math.max(1, counts.total.count);
  const columns: readonly Column<Row>[] = [
    {
      key: 'value',
      head: t(`by.${by}`),
      isName: true,
      cell: (row) => <Value by={by} row={row} counts={counts} searchOf={searchOf} />,
    },
    {
      key: 'bar',
      head: t('share'),
      isWide: true,
      cell: ({ count }) => <Meter label={t('share')} share={shareOf(count)} text={format.percent(shareOf(count))} />,
    },
    { key: 'count', head: t('count'), isEnd: true, cell: ({ count }) => format.number(count) },
  ];
  if (rows.length === 0) return <State icon="people" title={t('noneToCount')} />;
  return <Table caption={title} columns={columns} rows={rows} rowKey={({ kind, value }) => `${kind} ${value}`} />;
}

function rowsOf({ items, others }: Counts): readonly Row[] {
  const rows = items.map(({ value, count }): Row => {
    return { kind: value === null ? 'none' : 'value', value: value ?? '', count };
  });
  return others === 0 ? rows : [...rows, { kind: 'others', value: '', count: others }];
}

interface ValueProps extends Omit<CountsTableProps, 'title'> {
  readonly row: Row;
}

function Value({ by, row: { kind, value }, counts, searchOf }: ValueProps): ReactNode {
  const t = useText(PEOPLE);
  if (kind !== 'value') return <span className="muted">{t(kind === 'none' ? `none.${by}` : 'others')}</span>;
  if (by === 'manager') return <ManagerValue value={value} counts={counts} />;
  const search = searchOf(by, value);
  const text = by === 'active' ? t(value === 'true' ? 'active' : 'inactive') : value;
  if (search === null) return <bdi className="path">{text}</bdi>;
  return (
    <HereLink search={search}>
      <bdi className="path">{text}</bdi>
    </HereLink>
  );
}

/** As given: an id has a name, and a work address or a number is what it is. */
function ManagerValue({ value, counts }: { readonly value: string; readonly counts: Counts }): ReactNode {
  const ids = counts.items.flatMap((one) => (one.value === null ? [] : [one.value]));
  const { data, isLoading } = useQuery(namesQuery(ids));
  if (isLoading) return <span className="muted">…</span>;
  const name = data?.get(value);
  return name === undefined ? <bdi className="path">{value}</bdi> : <PersonLink id={value} name={name} />;
}
