import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/panel.tsx';
import { UI } from '../../ui/texts.ts';
import { CREDENTIAL_TEXTS } from './credential-texts.ts';
import { CONNECTIONS, issueCredential, type Connection, type Issued, type Wanted } from './queries.ts';
import { PROVISIONING } from './texts.ts';

interface IssueDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
  readonly onIssued: (issued: Issued) => void;
}

const FORM = 'issue-credential';
const EXPIRIES = ['365', '90', 'none'] as const;
const DAY_MS = 86_400_000;

export function IssueDialog({ connection, onClose, onIssued }: IssueDialogProps): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const ui = useText(UI);
  const { run, isBusy, fault } = useAct({
    act: (wanted: Wanted) => issueCredential(connection.id, wanted),
    onDone: (issued) => {
      onClose();
      onIssued(issued);
    },
    changes: [CONNECTIONS],
  });
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="primary" type="submit" form={FORM} isBusy={isBusy}>
        {t('issueGo')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('issueTitle')} isOpen onClose={onClose} actions={actions}>
      <IssueForm onWanted={run} />
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}

function IssueForm({ onWanted }: { readonly onWanted: (wanted: Wanted) => void }): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const page = useText(PROVISIONING);
  const [method, setMethod] = useState<Wanted['method']>('token');
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<string>('365');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const expiresAt = expiry === 'none' ? 'none' : new Date(Date.now() + Number(expiry) * DAY_MS).toISOString();
    onWanted({ method, expiresAt, ...(name.trim() !== '' && { name: name.trim() }) });
  };
  return (
    <form id={FORM} className="stack-small" onSubmit={submit}>
      <SelectField
        label={t('issueKind')}
        value={method}
        choices={(['token', 'clientSecret'] as const).map((value) => ({ value, label: page(`method.${value}`) }))}
        onChange={({ currentTarget: { value } }) => setMethod(value === 'clientSecret' ? value : 'token')}
      />
      <TextField
        label={t('issueName')}
        hint={t('issueNameHint')}
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SelectField
        label={t('issueExpiry')}
        value={expiry}
        choices={EXPIRIES.map((value) => ({ value, label: t(`expiry.${value}`) }))}
        onChange={(event) => setExpiry(event.currentTarget.value)}
      />
    </form>
  );
}
