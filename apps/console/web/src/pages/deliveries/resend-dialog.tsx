import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Facts } from '../../ui/facts.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { Recipient } from './list.tsx';
import { DELIVERIES, resendDelivery, type Delivery } from './queries.ts';
import { DELIVERIES_TEXTS } from './texts.ts';

interface ResendDialogProps {
  readonly delivery: Delivery;
  readonly onClose: () => void;
}

/** Says which mail it will send, to whom, and asks why: that stays in the audit log. */
export function ResendDialog({ delivery, onClose }: ResendDialogProps): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const [reason, setReason] = useState('');
  const { id, status, template, recipient, eventCount, messageId } = delivery;
  return (
    <FormDialog
      title={t('resendTitle')}
      text={t(status === 'uncertain' ? 'resendUncertain' : 'resendFailed')}
      action={t('resend')}
      done={t('resent')}
      changes={[DELIVERIES]}
      act={() => () => resendDelivery(id, reason.trim())}
      onClose={onClose}
    >
      <Facts
        facts={[
          { label: t('mail'), value: t(`template.${template}`) },
          { label: t('to'), value: <Recipient recipient={recipient} /> },
          { label: t('about'), value: t('aboutEvents', { count: eventCount }) },
          { label: t('messageId'), value: <span className="mono">{messageId}</span> },
        ]}
      />
      <ReasonField value={reason} isOptional onChange={setReason} />
    </FormDialog>
  );
}
