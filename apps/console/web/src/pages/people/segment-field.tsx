import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { SelectField } from '../../ui/field.tsx';
import { segmentsQuery } from '../segments/queries.ts';

interface SegmentFieldProps {
  readonly label: string;
  /** What stands for none. */
  readonly none: string;
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** A segment by its name. Where there is none to choose there is nothing to choose. */
export function SegmentField({ label, none, value, onChange }: SegmentFieldProps): ReactNode {
  const { data = [] } = useQuery(segmentsQuery);
  const names = data.map(({ name }) => name);
  if (names.length === 0 && value === '') return null;
  const all = value === '' || names.includes(value) ? names : [...names, value];
  return (
    <SelectField
      label={label}
      value={value}
      choices={[{ value: '', label: none }, ...all.map((name) => ({ value: name, label: name }))]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
