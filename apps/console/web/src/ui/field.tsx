import { useId, type ComponentProps, type ReactNode } from 'react';
import './field.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | null;
  readonly children: (ids: FieldIds) => ReactNode;
}

/** What an input is tied to its label and its texts by. */
interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

export function Field({ label, hint, fault = null, children }: FieldProps): ReactNode {
  const id = useId();
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(fault === null ? [] : [`${id}-fault`])];
  const ids = {
    id,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': fault === null ? undefined : true,
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children(ids)}
      {hint !== undefined && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault !== null && (
        <span className="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

type Texts = Pick<FieldProps, 'label' | 'hint' | 'fault'>;

function textsOf({ label, hint, fault }: Texts): Texts {
  return { label, ...(hint !== undefined && { hint }), ...(fault !== undefined && { fault }) };
}

export function TextField({ label, hint, fault, ...input }: Texts & ComponentProps<'input'>): ReactNode {
  return (
    <Field {...textsOf({ label, hint, fault: fault ?? null })}>
      {(ids) => <input className="input" {...input} {...ids} />}
    </Field>
  );
}

export function TextArea({ label, hint, fault, ...input }: Texts & ComponentProps<'textarea'>): ReactNode {
  return (
    <Field {...textsOf({ label, hint, fault: fault ?? null })}>
      {(ids) => <textarea className="input" rows={2} {...input} {...ids} />}
    </Field>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Under a heading of their own. */
interface Choices {
  readonly group: string;
  readonly choices: readonly Choice[];
}

export function SelectField({
  label,
  hint,
  fault,
  choices,
  ...select
}: Texts & { readonly choices: readonly (Choice | Choices)[] } & ComponentProps<'select'>): ReactNode {
  return (
    <Field {...textsOf({ label, hint, fault: fault ?? null })}>
      {(ids) => (
        <select className="input" {...select} {...ids}>
          {choices.map((one) =>
            'group' in one ? (
              <optgroup key={one.group} label={one.group}>
                {one.choices.map(asOption)}
              </optgroup>
            ) : (
              asOption(one)
            ),
          )}
        </select>
      )}
    </Field>
  );
}

function asOption({ value, label }: Choice): ReactNode {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  );
}

export function Check({ children, ...input }: ComponentProps<'input'>): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" {...input} />
      <span>{children}</span>
    </label>
  );
}
