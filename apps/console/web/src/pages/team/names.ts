import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMay, useSession } from '../../api/session.ts';
import { isId } from '../../api/id.ts';
import { useText } from '../../i18n/locale.ts';
import { NAME_TEXTS } from './name-texts.ts';
import { membersQuery, type Member } from './member.ts';

/** What stands while a name is on its way: an id there would be read as one. */
const ON_ITS_WAY = '…';

/** The names of accounts by their ids, for whoever may see the team; of who left it there is none. */
export function useNamesOfAccounts(): (id: string) => string | undefined {
  const { data } = useMembers();
  return (id) => data?.find((member) => member.id === id)?.name;
}

/** Whoever acted, in words: an account by its name, or by its id when it is in the team no more; a credential by its own name. */
export function useActor(): (by: string) => string {
  const t = useText(NAME_TEXTS);
  const { account } = useSession();
  const { data, isLoading } = useMembers();
  return (by) => {
    // Of whoever acted the services know an account's id, or the name of a credential.
    if (!isId(by)) return by;
    if (by === account.id) return account.name;
    if (isLoading) return ON_ITS_WAY;
    if (data === undefined) return by;
    return data.find(({ id }) => id === by)?.name ?? t('leftTheTeam', { id: by });
  };
}

/** Whether an account may still do what an identity administrator does; undefined: not known here. */
export function useIsAdministrator(): (id: string) => boolean | undefined {
  const { data } = useMembers();
  return (id) => data?.some((member) => member.id === id && member.roles.includes('identity-administrator'));
}

function useMembers(): UseQueryResult<readonly Member[]> {
  const may = useMay();
  return useQuery({ ...membersQuery, enabled: may('settings:read'), staleTime: 60_000 });
}
