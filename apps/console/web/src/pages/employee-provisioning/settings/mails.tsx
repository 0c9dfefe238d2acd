import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../../api/act.ts';
import { useMay } from '../../../api/session.ts';
import { useText } from '../../../i18n/locale.ts';
import { Button } from '../../../ui/button.tsx';
import { Check } from '../../../ui/field.tsx';
import { Notice, Panel } from '../../../ui/panel.tsx';
import { State } from '../../../ui/state.tsx';
import { Table } from '../../../ui/table.tsx';
import { toast } from '../../../ui/toast.tsx';
import { changeConnection, CONNECTIONS, type Connection } from '../queries.ts';
import { AddAddress } from './add-address.tsx';
import { useAddressColumns, type Row } from './address-columns.tsx';
import { addressesQuery, sendLinks, sendTestMail, type Address } from './queries.ts';
import { SETTINGS_TEXTS } from './texts.ts';

interface OfConnection {
  readonly connection: Connection;
}

/** Who is written to about this connection, and whether that arrives. */
export function MailsPanel({ connection }: OfConnection): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const may = useMay();
  const { data: known, error } = useQuery({
    ...addressesQuery(connection.id),
    // Of a new connection, which has none, the notifier has not heard yet.
    enabled: connection.notificationAddresses.length > 0,
  });
  const isMine = may('settings:change');
  return (
    <Panel
      title={t('mails')}
      description={t('mailsText')}
      isFlush
      actions={isMine && known !== undefined && <Sending connection={connection} known={known} />}
    >
      <div className="panel-body stack-small">
        <Switch connection={connection} />
        {known === undefined && error !== null && <Notice tone="warn" title={t('statesAway')} />}
      </div>
      <Addresses connection={connection} known={known} />
      {isMine && (
        <div className="panel-body">
          <AddAddress connection={connection} />
        </div>
      )}
    </Panel>
  );
}

function Switch({ connection: { id, notifyOnFailure } }: OfConnection): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const may = useMay();
  const { run, fault } = useAct({
    act: (next: boolean) => changeConnection(id, { notifyOnFailure: next }),
    onDone: () => toast(t('saved')),
    changes: [CONNECTIONS],
  });
  if (!may('settings:change')) return <p>{t(notifyOnFailure ? 'failuresMailed' : 'failuresNotMailed')}</p>;
  return (
    <>
      <Check checked={notifyOnFailure} onChange={({ currentTarget: { checked } }) => run(checked)}>
        {t('notifyOnFailure')}
      </Check>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </>
  );
}

interface AddressesProps extends OfConnection {
  readonly known: readonly Address[] | undefined;
}

function Addresses({ connection, known = [] }: AddressesProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const { id, notificationAddresses } = connection;
  const { run, fault } = useAct({
    act: (address: string) =>
      changeConnection(id, { notificationAddresses: notificationAddresses.filter((one) => one !== address) }),
    onDone: () => toast(t('saved')),
    changes: [CONNECTIONS],
  });
  const columns = useAddressColumns(run);
  if (notificationAddresses.length === 0) {
    return (
      <State icon="mail" title={t('noAddress')}>
        {t('noAddressText')}
      </State>
    );
  }
  const rows: readonly Row[] = notificationAddresses.map((address) => ({
    address,
    known: known.find((one) => one.address === address) ?? null,
  }));
  return (
    <>
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Table caption={t('mailsTable')} columns={columns} rows={rows} rowKey={({ address }) => address} />
    </>
  );
}

/** Mails that are sent when somebody asks for them. */
function Sending({ connection: { id }, known }: OfConnection & { readonly known: readonly Address[] }): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const test = useAct({ act: sendTestMail, onDone: () => toast(t('testSent')), changes: [CONNECTIONS] });
  const links = useAct({ act: sendLinks, onDone: () => toast(t('linksSent')), changes: [CONNECTIONS] });
  const fault = test.fault ?? links.fault;
  return (
    <>
      {known.some(({ state }) => state === 'waiting') && (
        <Button isSmall isBusy={links.isBusy} onClick={() => links.run(id)}>
          {t('sendLinks')}
        </Button>
      )}
      {known.some(({ isMailed }) => isMailed) && (
        <Button isSmall isBusy={test.isBusy} onClick={() => test.run(id)}>
          {t('sendTest')}
        </Button>
      )}
      {fault !== null && <span role="alert">{fault}</span>}
    </>
  );
}
