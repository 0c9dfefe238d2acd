import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { useNamesOfAccounts } from '../team/names.ts';
import { useActInWords, useObjectInWords } from './acts.ts';
import type { Entry } from './queries.ts';
import { AUDIT } from './texts.ts';
import { isKnownType } from './types.ts';

/** A look by a grant is the operator's, whose account is not of the company. */
const BY_GRANT = 'grants.read';

/** What was written, or which act of administration it was: of a type that came later than these texts, its name. */
export function What({ entry: { type, act, outcome } }: { readonly entry: Entry }): ReactNode {
  const t = useText(AUDIT);
  const inWords = useActInWords();
  return (
    <>
      {act === undefined ? <>{isKnownType(type) ? t(type) : type}</> : inWords(act)}
      {outcome === 'refused' && (
        <>
          {' '}
          <Badge tone="bad">{t('refused')}</Badge>
        </>
      )}
    </>
  );
}

/** A name, and the id that it is found by for ever. */
export function About({ entry }: { readonly entry: Entry }): ReactNode {
  const objectIn = useObjectInWords();
  const { resourceName, userName, resourceType, resourceId } = entry;
  const name = resourceName ?? userName;
  return (
    <span className="audit-named">
      {name !== undefined && <bdi className="path">{name}</bdi>}
      {resourceId !== null && (
        <span className="mono muted small path">
          {name === undefined && resourceType !== null && `${objectIn(resourceType)} `}
          {resourceId}
        </span>
      )}
    </span>
  );
}

/** Whoever acted: somebody, or a connection. An account has its name, where the entry has none, from who is in the team. */
export function By({ entry: { actor, act } }: { readonly entry: Entry }): ReactNode {
  const t = useText(AUDIT);
  const { operatorName, operator = null, connectionName, connectionId } = actor;
  const nameOf = useNamesOfAccounts();
  const known = operatorName ?? (operator === null ? undefined : nameOf(operator));
  const name = known ?? (act === BY_GRANT ? t('operator') : undefined);
  if (operator === null) return <bdi className="path">{name ?? connectionName ?? connectionId ?? '–'}</bdi>;
  return (
    <span className="audit-named">
      {name !== undefined && <bdi className="path">{name}</bdi>}
      {name !== operator && <bdi className={name === undefined ? 'path' : 'mono muted small path'}>{operator}</bdi>}
    </span>
  );
}
