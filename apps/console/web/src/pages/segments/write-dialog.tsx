import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { toast } from '../../ui/toast.tsx';
import { UI } from '../../ui/texts.ts';
import { faultsOf, MOST_FILTER, MOST_NAME, placeIn, type Faults } from './draft.ts';
import { putSegment, SEGMENTS, segmentsQuery, type Draft, type Segment } from './queries.ts';
import { SEGMENTS_TEXTS } from './texts.ts';

interface WriteDialogProps {
  /** null: a new one. */
  readonly segment: Segment | null;
  readonly onClose: () => void;
}

const FORM = 'write-segment';
const NONE: Faults = { name: null, filter: null };

/** Makes a segment, or gives one another filter. What the directory does not understand it says at the filter. */
export function WriteDialog({ segment, onClose }: WriteDialogProps): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const ui = useText(UI);
  const { data = [] } = useQuery(segmentsQuery);
  const [draft, setDraft] = useState<Draft>({ name: segment?.name ?? '', filter: segment?.filter ?? '', reason: '' });
  const [faults, setFaults] = useState(NONE);
  const { run, isBusy, fault } = useAct({
    act: putSegment,
    onDone: ({ name }) => {
      toast(t('written', { name }));
      onClose();
    },
    changes: [SEGMENTS],
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const next = { name: draft.name.trim(), filter: draft.filter.trim(), reason: draft.reason.trim() };
    const found = faultsOf(next, segment === null ? data.map(({ name }) => name) : []);
    setDraft(next);
    setFaults(found);
    if (found.name === null && found.filter === null) run(next);
  };
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="primary" type="submit" form={FORM} isBusy={isBusy}>
        {t('save')}
      </Button>
    </>
  );
  return (
    <Dialog
      title={segment === null ? t('add') : t('changeOf', { name: segment.name })}
      isOpen
      onClose={onClose}
      actions={actions}
    >
      <form id={FORM} className="stack-small" onSubmit={submit} noValidate>
        {segment === null && <NameField draft={draft} fault={faults.name} onChange={setDraft} />}
        <FilterField
          draft={draft}
          fault={faults.filter === null ? fault : t(faults.filter)}
          onChange={(next) => setDraft(next)}
        />
        <ReasonField value={draft.reason} isOptional onChange={(reason) => setDraft({ ...draft, reason })} />
      </form>
    </Dialog>
  );
}

interface DraftFieldProps<Fault> {
  readonly draft: Draft;
  readonly fault: Fault | null;
  readonly onChange: (draft: Draft) => void;
}

function NameField({ draft, fault, onChange }: DraftFieldProps<NonNullable<Faults['name']>>): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  return (
    <TextField
      label={t('name')}
      hint={t('nameHint')}
      fault={fault === null ? null : t(fault)}
      value={draft.name}
      dir="ltr"
      maxLength={MOST_NAME}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="none"
      required
      onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
    />
  );
}

/** Where the fault has a place, the cursor is there. */
function FilterField({ draft, fault, onChange }: DraftFieldProps<string>): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const area = useRef<HTMLTextAreaElement | null>(null);
  useEffect(() => {
    const place = fault === null ? null : placeIn(fault);
    if (place === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(place, place + 1);
  }, [fault]);
  return (
    <TextArea
      ref={area}
      label={t('filter')}
      hint={
        <>
          {t('filterHint')} <code dir="ltr">{'title co "engineer" and active eq true'}</code>,{' '}
          <code dir="ltr">{'under "<id>"'}</code>
        </>
      }
      fault={fault}
      value={draft.filter}
      rows={4}
      dir="ltr"
      maxLength={MOST_FILTER}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="none"
      required
      onChange={(event) => onChange({ ...draft, filter: event.currentTarget.value })}
    />
  );
}
