import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Badge } from '../../ui/badge.tsx';
import { Link } from '../../ui/link.tsx';
import { PEOPLE } from './texts.ts';

interface PersonLinkProps {
  readonly id: string;
  readonly name: string;
  /** For the address of the page that it leads to, such as the day. */
  readonly search?: Readonly<Record<string, string>>;
  /** The name as it is shown, such as with marks in it. */
  readonly shown?: ReactNode;
}

export function PersonLink({ id, name, search, shown = name }: PersonLinkProps): ReactNode {
  const path = useTenantPath();
  return (
    <Link to={path(`people/${id}`)} {...(search && { search })}>
      <bdi className="path">{shown}</bdi>
    </Link>
  );
}

export function ActiveBadge({ isActive }: { readonly isActive: boolean }): ReactNode {
  const t = useText(PEOPLE);
  return <Badge tone={isActive ? 'ok' : 'neutral'}>{t(isActive ? 'active' : 'inactive')}</Badge>;
}
