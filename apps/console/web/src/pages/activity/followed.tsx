import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Facts } from '../../ui/facts.tsx';
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
    { label: t('auditEntry'), value: mono(auditEntry) },
  ];
  return (
    <div className="stack-small">
      <h3>{t('followed')}</h3>
      <Facts facts={facts} />
    </div>
  );
}
