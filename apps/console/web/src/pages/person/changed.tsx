import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Icon } from '../../ui/icon.tsx';
import { asValue } from '../../ui/value.ts';
import { isManager, managerIn } from '../people/managers.ts';
import { managerNamed, type NamesOfManagers } from '../people/named.tsx';
import type { Version } from './queries.ts';
import { PERSON } from './texts.ts';

type Change = Version['changes'][number];

/** So many stand in a row; all are in what it opens. */
const SHOWN = 3;

interface ChangedProps {
  readonly changes: readonly Change[];
  readonly names: NamesOfManagers;
}

export function Changed({ changes, names }: ChangedProps): ReactNode {
  const t = useText(PERSON);
  if (changes.length > SHOWN) return <span className="muted">{t('attributes', { count: changes.length })}</span>;
  return changes.map((change) => <ChangeLine key={change.path} change={change} names={names} />);
}

interface ChangeLineProps extends Pick<ChangedProps, 'names'> {
  readonly change: Change;
}

/** One attribute, from what it was to what it became. */
export function ChangeLine({ change: { path, before, after }, names }: ChangeLineProps): ReactNode {
  const t = useText(PERSON);
  const shown = (value: unknown): ReactNode => managerNamed(names, path, value) ?? beginningOf(path, value);
  return (
    <div className="row">
      <span className="mono path">{shortened(path)}</span>
      <bdi className="muted path">{shown(before)}</bdi>
      <Icon name="chevron" size={12} />
      <span className="hidden-visually">{t('became')}</span>
      <bdi className="path">{shown(after)}</bdi>
    </div>
  );
}

/** Without the URN of its extension, which stands in the version. */
function shortened(path: string): string {
  return path.slice(path.lastIndexOf(':') + 1);
}

const MOST = 60;

function beginningOf(path: string, value: unknown): string {
  const text = asValue(isManager(path) ? managerIn(value) : value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
