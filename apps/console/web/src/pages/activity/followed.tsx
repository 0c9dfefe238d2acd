import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Facts } from '../../ui/facts.tsx';
import { Link } from '../../ui/link.tsx';
import type { Sent } from './rows.ts';
import { ACTIVITY } from './texts.ts';

type What = NonNullable<Sent['followed']>;

/** What the request led to: the event, where it stands, and its entry in the audit log. */
export function Followed({ followed }: { readonly followed: What }): ReactNode {
  const t = useText(ACTIVITY);
  const { eventId, topic, partition, offset, auditEntry, version } = followed;
  const mono = (text: string): ReactNode => <span className="mono">{text}</span>;
  const facts = [
    { label: t('event'), value: mono(eventId) },
    { label: t('topic'), value: mono(topic) },
    {
      label: t('place'),
      value:
        partition === null || offset === null ? t('notKnown') : t('placeOf', { partition: String(partition), offset }),
    },
    { label: t('version'), value: version === null ? '–' : mono(String(version)) },
    { label: t('auditEntry'), value: <AuditEntry id={auditEntry} /> },
  ];
  return (
    <div className="stack-small">
      <h3>{t('followed')}</h3>
      <Facts facts={facts} />
    </div>
  );
}

/** It comes there a moment after the event. */
function AuditEntry({ id }: { readonly id: string }): ReactNode {
  const may = useMay();
  const path = useTenantPath();
  const name = <span className="mono">{id}</span>;
  if (!may('audit:read')) return name;
  return (
    <Link to={path('audit')} search={{ open: id }}>
      {name}
    </Link>
  );
}
