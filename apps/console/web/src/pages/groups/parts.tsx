import type { ReactNode } from 'react';
import { useTenantPath } from '../../shell/place.ts';
import { Link } from '../../ui/link.tsx';

export function GroupLink({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const path = useTenantPath();
  return (
    <Link to={path(`groups/${id}`)}>
      <bdi className="path">{name}</bdi>
    </Link>
  );
}
