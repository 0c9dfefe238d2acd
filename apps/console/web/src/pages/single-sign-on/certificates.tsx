import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Moment } from '../../ui/time.tsx';
import type { Certificate } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

const TONES = { valid: 'ok', expired: 'bad', 'not-yet': 'neutral' } as const;
/** As far as two of them are told apart by eye; the whole is its title. */
const SHOWN = 20;

export function Certificates({ certificates }: { readonly certificates: readonly Certificate[] }): ReactNode {
  const t = useText(METHOD_TEXTS);
  if (certificates.length === 0) return <p className="muted">{t('noCertificates')}</p>;
  const columns: readonly Column<Certificate>[] = [
    {
      key: 'fingerprint',
      head: t('fingerprint'),
      isName: true,
      cell: ({ fingerprint }) => (
        <bdi className="mono" dir="ltr" title={fingerprint}>
          {fingerprint.slice(0, SHOWN)}…
        </bdi>
      ),
    },
    {
      key: 'state',
      head: t('state'),
      cell: ({ state }) => <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>,
    },
    { key: 'from', head: t('from'), isWide: true, cell: ({ notBefore }) => <Moment at={notBefore} /> },
    { key: 'until', head: t('until'), isEnd: true, cell: ({ notAfter }) => <Moment at={notAfter} /> },
  ];
  return (
    <Table
      caption={t('certificates')}
      columns={columns}
      rows={certificates}
      rowKey={({ fingerprint }) => fingerprint}
    />
  );
}
