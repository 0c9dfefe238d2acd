import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../../../api/act.ts';
import { useText } from '../../../i18n/locale.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { changeConnection, CONNECTIONS, type Connection } from '../queries.ts';
import { SETTINGS_TEXTS } from './texts.ts';

export function AddAddress({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const { id, notificationAddresses } = connection;
  const [address, setAddress] = useState('');
  const { run, isBusy, fault } = useAct({
    act: (added: string) => changeConnection(id, { notificationAddresses: [...notificationAddresses, added] }),
    onDone: () => {
      toast(t('addressAdded'));
      setAddress('');
    },
    changes: [CONNECTIONS],
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (address.trim() !== '') run(address.trim());
  };
  return (
    <form className="filters" onSubmit={submit} noValidate>
      <TextField
        label={t('newAddress')}
        fault={fault}
        type="email"
        value={address}
        maxLength={254}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button type="submit" isBusy={isBusy}>
        {t('add')}
      </Button>
    </form>
  );
}
