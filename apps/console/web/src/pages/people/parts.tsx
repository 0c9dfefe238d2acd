import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { PEOPLE } from './texts.ts';

export function PersonLink({ name }: { readonly id: string; readonly name: string }): ReactNode {
  return <bdi className="path">{name}</bdi>;
}

export function ActiveBadge({ isActive }: { readonly isActive: boolean }): ReactNode {
  const t = useText(PEOPLE);
  return <Badge tone={isActive ? 'ok' : 'neutral'}>{t(isActive ? 'active' : 'inactive')}</Badge>;
}
