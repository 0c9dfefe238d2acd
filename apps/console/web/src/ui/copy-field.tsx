import { useState, type ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { UI } from './texts.ts';
import { toast } from './toast.tsx';

interface CopyFieldProps {
  /** As the other side names it. */
  readonly label: string;
  readonly value: string;
  readonly hint?: ReactNode;
}

/** A value that is read and copied, character by character: what is longer than the field is in further lines. */
export function CopyField({ label, value, hint }: CopyFieldProps): ReactNode {
  const t = useText(UI);
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    const done = (): void => {
      setCopied(true);
      toast(t('copied', { label }));
    };
    navigator.clipboard.writeText(value).then(done, () => toast(t('notCopied'), 'bad'));
  };
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      {(ids) => (
        <div className="copy-field">
          <textarea
            {...ids}
            className="input"
            rows={1}
            // A browser keeps what is in a field with its history: a secret is in no storage.
            autoComplete="off"
            readOnly
            dir="ltr"
            value={value}
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button onClick={copy} aria-label={t('copyOf', { label })}>
            <Icon name={isCopied ? 'check' : 'copy'} size={16} />
            {t('copy')}
          </Button>
        </div>
      )}
    </Field>
  );
}
