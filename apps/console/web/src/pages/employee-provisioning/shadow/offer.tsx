import { useRef, useState, type ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import { useText } from '../../../i18n/locale.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { HereLink } from '../../../ui/link.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { CONNECTIONS, issueCredential, type Connection, type Issued } from '../queries.ts';
import { createShadow } from './queries.ts';
import { SHADOW_TEXTS } from './texts.ts';

interface OfferProps {
  readonly connections: readonly Connection[];
  readonly onIssued: (issued: Issued) => void;
}

/** A second connection that changes nobody: made here, or shown where it is. */
export function ShadowOffer({ connections, onIssued }: OfferProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const there = connections.find(({ shadow }) => shadow !== null);
  const mayAdd = may('settings:change') && may('credentials:issue');
  if (there === undefined && !mayAdd) return null;
  return (
    <Panel title={t('offer')} description={t('offerText')}>
      {there === undefined ? (
        <Button onClick={() => setOpen(true)}>{t('offerButton')}</Button>
      ) : (
        <p>
          {t('there', { name: there.name })} <HereLink search={{ connection: there.id }}>{t('open')}</HereLink>
        </p>
      )}
      {isOpen && <AddDialog onIssued={onIssued} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

interface AddProps {
  readonly onIssued: (issued: Issued) => void;
  readonly onClose: () => void;
}

/** As scim-api takes it. */
const MOST = 200;

function AddDialog({ onIssued, onClose }: AddProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const [name, setName] = useState(t('usualName'));
  // Made already where its token could not be issued: it is not made again.
  const made = useRef<Connection>(null);
  const given = name.trim();
  const add = async (): Promise<void> => {
    made.current ??= await createShadow(given);
    onIssued(await issueCredential(made.current.id, { method: 'token' }));
  };
  const act = () => (given === '' ? null : add);
  return (
    <FormDialog
      title={t('offerTitle')}
      text={t('offerText')}
      action={t('offerButton')}
      done={t('offerDone')}
      changes={[CONNECTIONS]}
      act={act}
      onClose={onClose}
    >
      <TextField
        label={t('name')}
        value={name}
        maxLength={MOST}
        fault={given === '' ? t('nameMissing') : null}
        required
        dir="auto"
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
