import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Badge } from '../../ui/badge.tsx';
import { Link } from '../../ui/link.tsx';
import { markedIn } from './marks.ts';
import { PEOPLE } from './texts.ts';

interface PersonLinkProps {
  readonly id: string;
  readonly name: string;
  /** For the address of the page that it leads to, such as the day. */
  readonly search?: Readonly<Record<string, string>>;
  /** What was typed: it is marked in the name. */
  readonly q?: string;
}

export function PersonLink({ id, name, search, q = '' }: PersonLinkProps): ReactNode {
  const path = useTenantPath();
  return (
    <Link to={path(`people/${id}`)} {...(search && { search })}>
      <bdi className="path">
        <Marked text={name} q={q} />
      </bdi>
    </Link>
  );
}

/** A text with what was typed marked in it. */
export function Marked({ text, q }: { readonly text: string; readonly q: string }): ReactNode {
  if (q === '') return text;
  return markedIn(text, q).map((part, at) => (part.isHit ? <mark key={at}>{part.text}</mark> : part.text));
}

export function ActiveBadge({ isActive }: { readonly isActive: boolean }): ReactNode {
  const t = useText(PEOPLE);
  return <Badge tone={isActive ? 'ok' : 'neutral'}>{t(isActive ? 'active' : 'inactive')}</Badge>;
}
