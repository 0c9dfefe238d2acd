import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Changes } from '../../ui/changes.tsx';
import { Facts } from '../../ui/facts.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Opened } from '../../ui/opened.tsx';
import { Notice, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { managerNamed, useNamesOfManagers } from '../people/named.tsx';
import { Credential, useAbout } from './about.tsx';
import { useConnections } from './connections.ts';
import { Followed } from './followed.tsx';
import { Line, Outcome } from './outcome.tsx';
import { requestQuery } from './queries.ts';
import type { Sent } from './rows.ts';
import { Remedy } from './remedy.tsx';
import { ACTIVITY } from './texts.ts';

interface OpenedRequestProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function OpenedRequest({ id, onClose }: OpenedRequestProps): ReactNode {
  const t = useText(ACTIVITY);
  const query = useQuery(requestQuery(id));
  return (
    <Opened id={id} title={t('opened')} onClose={onClose}>
      <Queried query={query} rows={9} shape="facts">
        {(found) =>
          found === null ? (
            <State icon="search" title={t('notKept')}>
              {t('notKeptText')}
            </State>
          ) : (
            <div className="stack">
              <Request sent={found.item} />
              <Changed sent={found.item} values={found.values} />
              {found.item.followed !== null && <Followed followed={found.item.followed} />}
              {found.operations.length > 0 && <Operations operations={found.operations} />}
            </div>
          )
        }
      </Queried>
    </Opened>
  );
}

function Request({ sent }: { readonly sent: Sent }): ReactNode {
  const t = useText(ACTIVITY);
  const format = useFormat();
  const { nameOf } = useConnections();
  const about = useAbout(sent);
  const { requestId, time, status, ms, connectionId, credentialId, code, remedy } = sent;
  const facts = [
    { label: t('request'), value: <Line sent={sent} /> },
    { label: t('answer'), value: <Outcome sent={sent} /> },
    { label: t('status'), value: <span className="mono">{status}</span> },
    { label: t('when'), value: <Time at={time} /> },
    { label: t('took'), value: ms === null ? '–' : format.duration(ms) },
    ...about,
    { label: t('requestId'), value: <span className="mono">{requestId}</span> },
    { label: t('connection'), value: <bdi>{nameOf(connectionId)}</bdi> },
    { label: t('credential'), value: <Credential connectionId={connectionId} id={credentialId} /> },
  ];
  return (
    <>
      {remedy !== null && (
        <Notice tone="bad" title={code ?? t('outcome.refused')}>
          <Remedy code={code} remedy={remedy} />
        </Notice>
      )}
      <Facts facts={facts} />
    </>
  );
}

interface ChangedProps {
  readonly sent: Sent;
  readonly values: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[] | null;
}

/** With the values before and after where they are kept, else the paths alone. */
function Changed({ sent: { changed }, values }: ChangedProps): ReactNode {
  const t = useText(ACTIVITY);
  const names = useNamesOfManagers(values ?? []);
  if (values !== null && values.length > 0) {
    return (
      <div className="stack-small">
        <h3>{t('changes')}</h3>
        <Changes
          caption={t('changes')}
          changes={values}
          meaningOf={({ path }, value) => managerNamed(names, path, value)}
        />
      </div>
    );
  }
  if (changed.length === 0) return null;
  return (
    <div className="stack-small">
      <h3>{t('changes')}</h3>
      <p className="mono path">{changed.join(', ')}</p>
      <p className="muted small">{t('noValues')}</p>
    </div>
  );
}

function Operations({ operations }: { readonly operations: readonly Sent[] }): ReactNode {
  const t = useText(ACTIVITY);
  const columns: readonly Column<Sent>[] = [
    {
      key: 'request',
      head: t('request'),
      isName: true,
      cell: (sent) => (
        <HereLink search={{ open: sent.requestId }}>
          <Line sent={sent} />
        </HereLink>
      ),
    },
    { key: 'answer', head: t('answer'), cell: (sent) => <Outcome sent={sent} /> },
    { key: 'status', head: t('status'), isEnd: true, cell: ({ status }) => <span className="mono">{status}</span> },
  ];
  return (
    <div className="stack-small">
      <h3>{t('operations')}</h3>
      <Table caption={t('operations')} columns={columns} rows={operations} rowKey={({ requestId }) => requestId} />
    </div>
  );
}
