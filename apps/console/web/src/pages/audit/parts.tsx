import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Entry } from './queries.ts';
import { AUDIT } from './texts.ts';
import { isKnownType } from './types.ts';

/** Of a type that came later than these texts, its name. */
export function What({ entry: { type, act, outcome } }: { readonly entry: Entry }): ReactNode {
  const t = useText(AUDIT);
  return (
    <>
      {isKnownType(type) ? t(type) : type}
      {act !== undefined && <span className="mono"> {act}</span>}
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
  const { resourceName, userName, resourceType, resourceId } = entry;
  const name = resourceName ?? userName;
  return (
    <span className="audit-named">
      {name !== undefined && <bdi className="path">{name}</bdi>}
      {resourceId !== null && (
        <span className="mono muted small path">
          {name === undefined && resourceType !== null && `${resourceType} `}
          {resourceId}
        </span>
      )}
    </span>
  );
}

/** Whoever acted: somebody, or a connection. */
export function By({ entry: { actor } }: { readonly entry: Entry }): ReactNode {
  const { operatorName, operator, connectionName, connectionId } = actor;
  return <bdi className="path">{operatorName ?? operator ?? connectionName ?? connectionId ?? '–'}</bdi>;
}
