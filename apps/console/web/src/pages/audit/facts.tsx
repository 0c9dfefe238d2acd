import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import type { Fact } from '../../ui/facts.tsx';
import { Time } from '../../ui/time.tsx';
import { About, By, What } from './parts.tsx';
import type { Entry } from './queries.ts';
import { AUDIT } from './texts.ts';

/** What there is of an entry; what has no value is left out. */
export function useFactsOf(entry: Entry): readonly Fact[] {
  const t = useText(AUDIT);
  const { resourceId, resourceName, actor, time, id } = entry;
  const hasAbout = resourceId !== null || resourceName !== undefined;
  return [
    { label: t('what'), value: <What entry={entry} /> },
    ...(hasAbout ? [{ label: t('about'), value: <About entry={entry} /> }] : []),
    { label: t('who'), value: <By entry={entry} /> },
    ...texts([
      [t('act'), entry.act],
      [t('credential'), actor.credentialName ?? actor.credentialId],
      [t('address'), actor.address],
    ]),
    { label: t('when'), value: <Time at={time} /> },
    ...useOfRefusal(entry),
    { label: t('requestId'), value: mono(entry.requestId) },
    { label: t('entry'), value: mono(id) },
    ...useOfEvent(entry),
  ];
}

function useOfRefusal({ reason, path, rule, method, status, count, period }: Entry): readonly Fact[] {
  const t = useText(AUDIT);
  const format = useFormat();
  const answered = status === null ? null : `${method ?? ''} ${status}`.trim();
  const counted = count === null ? null : format.number(count);
  const facts = texts([
    [t('reason'), reason],
    [t('place'), path],
    [t('rule'), rule],
    [t('status'), answered],
    [t('count'), counted],
  ]);
  if (period === null) return facts;
  const value = (
    <>
      <Time at={period.from} /> – <Time at={period.to} />
    </>
  );
  return [...facts, { label: t('period'), value }];
}

function useOfEvent({ resourceVersion, kafka, sequence }: Entry): readonly Fact[] {
  const t = useText(AUDIT);
  const version = resourceVersion === null ? null : String(resourceVersion);
  const place =
    kafka === null
      ? null
      : t('eventAt', { topic: kafka.topic, partition: String(kafka.partition), offset: kafka.offset });
  return texts([
    [t('sequence'), sequence === 0 ? null : String(sequence)],
    [t('version'), version],
    [t('event'), place],
  ]);
}

function texts(pairs: readonly (readonly [string, string | null | undefined])[]): readonly Fact[] {
  return pairs.flatMap(([label, text]) => (text == null ? [] : [{ label, value: <bdi>{text}</bdi> }]));
}

function mono(text: string): ReactNode {
  return <span className="mono">{text}</span>;
}
