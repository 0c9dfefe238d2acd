import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Badge } from '../../ui/badge.tsx';
import { Link } from '../../ui/link.tsx';
import { PEOPLE } from './texts.ts';

export function PersonLink({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const path = useTenantPath();
  return (
    <Link to={path(`people/${id}`)}>
      <bdi className="path">{name}</bdi>
    </Link>
  );
}

export function ActiveBadge({ isActive }: { readonly isActive: boolean }): ReactNode {
  const t = useText(PEOPLE);
  return <Badge tone={isActive ? 'ok' : 'neutral'}>{t(isActive ? 'active' : 'inactive')}</Badge>;
}
