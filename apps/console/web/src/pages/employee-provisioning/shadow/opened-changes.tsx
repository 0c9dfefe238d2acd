import type { ReactNode } from 'react';
import { Changes } from '../../../ui/changes.tsx';
import { managerNamed, useNamesOfManagers } from '../../people/named.tsx';
import type { ShadowItem } from './queries.ts';

interface OpenedChangesProps {
  readonly caption: string;
  readonly changes: ShadowItem['shadow']['changes'];
}

/** A manager has a name where the directory knows one: whom the shadow alone would create has none yet. */
export function OpenedChanges({ caption, changes }: OpenedChangesProps): ReactNode {
  const names = useNamesOfManagers(changes);
  return (
    <Changes caption={caption} changes={changes} meaningOf={({ path }, value) => managerNamed(names, path, value)} />
  );
}
