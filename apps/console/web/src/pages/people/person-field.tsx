import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { comboboxOf, HitsList } from '../../shell/hits-list.tsx';
import type { Hit } from '../../shell/hits.ts';
import { useHits } from '../../shell/use-hits.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { nameQuery } from './queries.ts';
import { PEOPLE } from './texts.ts';
import './person-field.css';

interface PersonFieldProps {
  readonly label: string;
  /** An id; nothing: nobody is chosen. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** Somebody, chosen among who is found while a name is typed; emptied, nobody. */
export function PersonField({ label, value, onChange }: PersonFieldProps): ReactNode {
  const t = useText(PEOPLE);
  const { found, shown, isNaming, type, choose, onKey, leave } = useChoosing({ value, onChange });
  return (
    <Field label={label}>
      {(ids) => (
        <div
          className="person-field"
          onBlur={({ currentTarget, relatedTarget }) => {
            if (!currentTarget.contains(relatedTarget)) leave();
          }}
        >
          <input
            type="text"
            inputMode="search"
            className="input"
            dir="auto"
            placeholder={isNaming ? '…' : t('anybody')}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            value={shown}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={onKey}
            {...comboboxOf(found)}
            {...ids}
          />
          {value !== '' && (
            <Button kind="quiet" isSmall aria-label={t('chooseNobody', { label })} onClick={() => choose(null)}>
              <Icon name="close" size={14} />
            </Button>
          )}
          <HitsList found={found} onChosen={choose} />
        </div>
      )}
    </Field>
  );
}

/** The name of whoever is chosen stands there, and never for a moment the id, until something else is typed. */
function useChoosing({ value, onChange }: Pick<PersonFieldProps, 'value' | 'onChange'>) {
  const found = useHits();
  const client = useQueryClient();
  const { data, isLoading: isNaming } = useQuery(nameQuery(value));
  const [isTyping, setTyping] = useState(false);
  const leave = (): void => {
    found.close();
    if (isTyping && found.text.trim() === '' && value !== '') onChange('');
    setTyping(false);
  };
  const choose = (hit: Hit | null): void => {
    found.close();
    setTyping(false);
    if (hit !== null) client.setQueryData(nameQuery(hit.id).queryKey, hit.displayName);
    onChange(hit?.id ?? '');
  };
  const onKey = (event: KeyboardEvent): void => {
    found.onKey(event);
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') setTyping(false);
    if (event.key !== 'Enter' || !isTyping) return;
    const [best] = found.hits;
    if (found.text.trim() === '') choose(null);
    else if (best !== undefined) choose(found.chosen ?? best);
  };
  const type = (text: string): void => {
    setTyping(true);
    found.type(text);
  };
  const name = value === '' || isNaming ? '' : (data ?? value);
  return { found, shown: isTyping ? found.text : name, isNaming, type, choose, onKey, leave };
}
