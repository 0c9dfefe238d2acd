import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { isEnough } from '../../ui/enough.ts';
import { Filter, FilterText } from '../../ui/filter.tsx';
import { useUrl } from '../../ui/url.ts';
import { totalsQuery } from '../people/queries.ts';
import { PEOPLE } from '../people/texts.ts';
import { useCount } from '../people/totals.tsx';
import { GroupsPanel } from './list.tsx';
import { GROUPS } from './texts.ts';

const NOTHING = { q: '' };

export function Page(): ReactNode {
  const t = useText(GROUPS);
  const people = useText(PEOPLE);
  const [{ q }] = useUrl(NOTHING);
  return (
    <div className="stack">
      <PageHead description={<InAll />} />
      <GroupsPanel
        title={t('groups')}
        description={people('listed.list')}
        wanted={q === '' ? {} : { search: q }}
        filter={<NameField />}
        isLive
        none={q === '' ? { title: t('none'), text: t('noneText') } : { title: t('noMatch'), text: t('noMatchText') }}
      />
    </div>
  );
}

function InAll(): ReactNode {
  const t = useText(GROUPS);
  const count = useCount();
  const { data } = useQuery(totalsQuery);
  return data === undefined ? t('description') : t('inAll', { total: count(data.groups) });
}

function NameField(): ReactNode {
  const t = useText(GROUPS);
  const [{ q }, setUrl] = useUrl(NOTHING);
  return (
    <Filter isFiltered={q !== ''} onClear={() => setUrl(NOTHING)}>
      <FilterText label={t('search')} value={q} isEnough={isEnough} onChange={(next) => setUrl({ q: next })} />
    </Filter>
  );
}
