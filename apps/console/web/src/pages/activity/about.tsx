import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import type { Fact } from '../../ui/facts.tsx';
import { HereLink, Link } from '../../ui/link.tsx';
import { credentialsQuery } from '../employee-provisioning/queries.ts';
import { groupQuery } from '../group/queries.ts';
import { isOfGroup, useSeesGroups } from './groups.ts';
import type { Sent } from './rows.ts';
import { ACTIVITY } from './texts.ts';

/** Whom a request was about: a person as Entra names them, a group by the name that the directory has. */
export function useAbout({ path, userName, resourceId, externalId }: Sent): readonly Fact[] {
  const t = useText(ACTIVITY);
  if (isOfGroup({ path })) {
    return resourceId === null ? [] : [{ label: t('group'), value: <Group id={resourceId} externalId={externalId} /> }];
  }
  const who = userName ?? resourceId;
  if (who === null) return [];
  const value = (
    <span className="row">
      <HereLink search={{ person: resourceId ?? who, requestId: undefined, open: undefined, tab: undefined }}>
        <bdi>{who}</bdi>
      </HereLink>
      {resourceId !== null && resourceId !== who && <span className="mono muted">{resourceId}</span>}
      <ExternalId id={externalId} />
    </span>
  );
  return [{ label: t('person'), value }];
}

/** One that was deleted, and for whoever sees no groups, has its id. */
function Group({ id, externalId }: { readonly id: string; readonly externalId: string | null }): ReactNode {
  const path = useTenantPath();
  const { data, isLoading } = useQuery({ ...groupQuery(id), enabled: useSeesGroups() });
  return (
    <span className="row">
      {data == null ? (
        isLoading && <span>…</span>
      ) : (
        <Link to={path(`groups/${id}`)}>
          <bdi>{data.displayName}</bdi>
        </Link>
      )}
      <span className="mono muted">{id}</span>
      <ExternalId id={externalId} />
    </span>
  );
}

function ExternalId({ id }: { readonly id: string | null }): ReactNode {
  return id !== null && <span className="mono muted">externalId {id}</span>;
}

interface CredentialProps {
  readonly connectionId: string;
  readonly id: string | null;
}

/** By its name, for whoever may see the connection. */
export function Credential({ connectionId, id }: CredentialProps): ReactNode {
  const may = useMay();
  const { data } = useQuery({ ...credentialsQuery(connectionId), enabled: id !== null && may('settings:read') });
  const name = data?.find((one) => one.id === id)?.name;
  return (
    <span className="row">
      {name !== undefined && <bdi>{name}</bdi>}
      <span className="mono muted">{id ?? '–'}</span>
    </span>
  );
}
