import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { membersQuery } from './queries.ts';

/** The names of accounts by their ids, for whoever may see the team; of who left it there is none. */
export function useNamesOfAccounts(): (id: string) => string | undefined {
  const may = useMay();
  const { data } = useQuery({ ...membersQuery, enabled: may('settings:read'), staleTime: 60_000 });
  return (id) => data?.find((member) => member.id === id)?.name;
}
