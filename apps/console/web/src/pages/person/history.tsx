import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { HereLink } from '../../ui/link.tsx';
import type { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { useNamesOfManagers, type NamesOfManagers } from '../people/named.tsx';
import { Changed } from './changed.tsx';
import { OpenedVersion } from './opened-version.tsx';
import type { Version } from './queries.ts';
import { PERSON } from './texts.ts';

interface HistoryPanelProps {
  readonly id: string;
  readonly history: ReturnType<typeof useKeyset<Version>>;
}

/** What was known since when, and what it was before. */
export function HistoryPanel({ id, history: { query, more } }: HistoryPanelProps): ReactNode {
  const t = useText(PERSON);
  const [{ open }, setUrl] = useUrl({ open: '' });
  const names = useNamesOfManagers(query.data?.flatMap(({ changes }) => changes) ?? []);
  const columns = useColumns(names);
  return (
    <>
      {open !== '' && (query.data !== undefined || query.error === null) && (
        <OpenedVersion
          key={open}
          id={open}
          of={id}
          versions={query.data}
          hasMore={more.hasMore}
          names={names}
          onClose={() => setUrl({ open: '' })}
        />
      )}
      <Panel title={t('history')} description={t('historyText')} isFlush>
        <Queried query={query}>
          {(versions) =>
            versions.length === 0 && !more.hasMore ? (
              <State icon="clock" title={t('noHistory')} />
            ) : (
              <Table
                caption={t('versions')}
                columns={columns}
                rows={versions}
                rowKey={({ version }) => String(version)}
                more={more}
              />
            )
          }
        </Queried>
      </Panel>
    </>
  );
}

function useColumns(names: NamesOfManagers): readonly Column<Version>[] {
  const t = useText(PERSON);
  return [
    {
      key: 'what',
      head: t('what'),
      isName: true,
      cell: ({ version, kind, isAfterGap }) => (
        <span className="row">
          <HereLink search={{ open: String(version) }}>{t(`version.${kind}`)}</HereLink>
          {isAfterGap && <Badge tone="warn">{t('gap')}</Badge>}
        </span>
      ),
    },
    {
      key: 'changes',
      head: t('changes'),
      isWide: true,
      cell: ({ changes }) => <Changed changes={changes} names={names} />,
    },
    { key: 'when', head: t('when'), isEnd: true, cell: ({ at }) => <Time at={at} /> },
  ];
}
