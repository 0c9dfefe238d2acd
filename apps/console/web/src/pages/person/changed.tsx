import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Icon } from '../../ui/icon.tsx';
import { asValue } from '../../ui/value.ts';
import type { Version } from './queries.ts';
import { PERSON } from './texts.ts';

type Change = Version['changes'][number];

/** So many stand in a row; all are in what it opens. */
const SHOWN = 3;

export function Changed({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const t = useText(PERSON);
  if (changes.length > SHOWN) return <span className="muted">{t('attributes', { count: changes.length })}</span>;
  return changes.map((change) => <Line key={change.path} change={change} />);
}

function Line({ change: { path, before, after } }: { readonly change: Change }): ReactNode {
  const t = useText(PERSON);
  return (
    <div className="row">
      <span className="mono path">{shortened(path)}</span>
      <bdi className="muted path">{beginningOf(before)}</bdi>
      <Icon name="chevron" size={12} />
      <span className="hidden-visually">{t('became')}</span>
      <bdi className="path">{beginningOf(after)}</bdi>
    </div>
  );
}

/** Without the URN of its extension, which stands in the version. */
function shortened(path: string): string {
  return path.slice(path.lastIndexOf(':') + 1);
}

const MOST = 60;

function beginningOf(value: unknown): string {
  const text = asValue(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
