import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useTenantPath } from '../../shell/place.ts';
import { aboutOf } from '../../ui/about.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import { ActiveBadge } from '../people/parts.tsx';
import type { Employee } from '../people/queries.ts';
import { PERSON } from './texts.ts';

interface HeadProps {
  readonly id: string;
  /** Undefined: awaited. */
  readonly person: Employee | null | undefined;
}

export function Head({ id, person }: HeadProps): ReactNode {
  const actions = (
    <>
      <InOrganisation id={id} />
      <Elsewhere id={id} />
    </>
  );
  // A line is kept for what comes.
  if (person === undefined) return <PageHead description={'\u00a0'} actions={actions} />;
  if (person === null) return <PageHead actions={actions} />;
  const { displayName, active } = person;
  const place = aboutOf(person);
  return (
    <PageHead
      name={displayName}
      title={
        <bdi dir="auto" className="path">
          {displayName}
        </bdi>
      }
      badge={<ActiveBadge isActive={active} />}
      {...(place !== '' && { description: <bdi className="path">{place}</bdi> })}
      actions={actions}
    />
  );
}

function InOrganisation({ id }: Pick<HeadProps, 'id'>): ReactNode {
  const t = useText(PERSON);
  const may = useMay();
  const path = useTenantPath();
  const { search } = useDay();
  if (!may('people:read')) return null;
  return (
    <ButtonLink to={path('organisation')} search={{ from: id, ...search }}>
      {t('inOrganisation')}
    </ButtonLink>
  );
}

/** What is written elsewhere of a person, or of a group: by the id, so that it is found of what has gone, too. */
export function Elsewhere({ id }: Pick<HeadProps, 'id'>): ReactNode {
  const t = useText(PERSON);
  const may = useMay();
  const path = useTenantPath();
  return (
    <>
      {may('activity:read') && (
        <ButtonLink to={path('activity')} search={{ person: id }}>
          {t('toActivity')}
        </ButtonLink>
      )}
      {may('audit:read') && (
        <ButtonLink to={path('audit')} search={{ person: id }}>
          {t('toAudit')}
        </ButtonLink>
      )}
    </>
  );
}
