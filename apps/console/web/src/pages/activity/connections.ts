import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { connectionsQuery } from '../employee-provisioning/queries.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface Connections {
  readonly nameOf: (id: string) => string;
  /** One that is gone by its id; while they are awaited `…`. */
  readonly choices: (chosen: string) => readonly Choice[];
}

export function useConnections(): Connections {
  const may = useMay();
  const { data = [], isLoading } = useQuery({ ...connectionsQuery, enabled: may('settings:read') });
  const known = data.map(({ id, name }) => ({ value: id, label: name }));
  const nameOf = (id: string): string => data.find((one) => one.id === id)?.name ?? (isLoading ? '…' : id);
  return {
    nameOf,
    choices: (chosen) =>
      chosen === '' || data.some(({ id }) => id === chosen)
        ? known
        : [...known, { value: chosen, label: nameOf(chosen) }],
  };
}
