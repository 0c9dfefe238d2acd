import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import type { Tone } from '../../ui/badge.tsx';
import { Tiles } from '../../ui/facts.tsx';
import { Queried } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import type { Standing } from './contact.ts';
import { healthQuery, type Connection, type Health } from './queries.ts';
import { PROVISIONING } from './texts.ts';

export const TONE_OF_CONTACT: Readonly<Record<Standing, Tone>> = {
  never: 'accent',
  unserved: 'warn',
  'on-time': 'ok',
  late: 'warn',
  silent: 'bad',
};

export function StatusTiles({ connection }: { readonly connection: Connection }): ReactNode {
  const query = useQuery(healthQuery(connection.id));
  return (
    <Queried query={query} rows={5} shape="tiles">
      {(health) => <Figures health={health} />}
    </Queried>
  );
}

function Figures({ health }: { readonly health: Health }): ReactNode {
  const t = useText(PROVISIONING);
  const format = useFormat();
  const { contact, people, lag } = health;
  const missed = contact.missed > 0;
  return (
    <Tiles
      tiles={[
        {
          label: t('status'),
          value: contact.at === null ? t('statusNever') : <Time at={contact.at} />,
          note: missed
            ? t('statusMissed', { count: contact.missed })
            : t('statusRhythm', { minutes: contact.everyMinutes }),
        },
        { label: t('people'), value: format.number(people.all), note: t('peopleNote', { active: people.active }) },
        refusalsOf(health, t, format.number),
        expiryOf(health, t),
        { label: t('lag'), value: format.number(lag.events), note: t('lagNote') },
      ]}
    />
  );
}

type Translate = ReturnType<typeof useText<keyof typeof PROVISIONING.en>>;

function refusalsOf({ refusals }: Health, t: Translate, number: (value: number) => string) {
  const label = t('refusals');
  if (refusals === null) return { label, value: '–', note: t('refusalsUnknown') };
  const { count, isMore } = refusals;
  const value = isMore ? t('refusalsMore', { count }) : number(count);
  return { label, value, note: t(count === 0 ? 'refusalsNone' : 'refusalsSome') };
}

function expiryOf({ expiries: [next] }: Health, t: Translate) {
  const label = t('expiry');
  if (next === undefined) return { label, value: t('expiryNone') };
  const value = next.expiresAt === null ? t('expiryNever') : <Time at={next.expiresAt} />;
  return { label, value, note: <span dir="auto">{next.name}</span> };
}
