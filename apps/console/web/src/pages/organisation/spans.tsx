import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import type { Somebody } from './queries.ts';
import { ORGANISATION } from './texts.ts';

type Spanning = Pick<Somebody, 'directs' | 'everybody'>;

/** How many report to somebody, and how many are below in all where these are more; nothing where it is not told. */
export function Spans({ of: { directs, everybody } }: { readonly of: Spanning }): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  if (directs === undefined || directs === 0) return null;
  const isDeeper = everybody !== undefined && everybody !== null && everybody > directs;
  return (
    <span className="people-tree-spans muted small">
      <span>{t('directs', { count: directs })}</span>
      {isDeeper && <span>{t('inAll', { count: format.number(everybody) })}</span>}
    </span>
  );
}
