import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { attributesQuery, type Attribute } from './queries.ts';
import { ATTRIBUTES_TEXTS } from './texts.ts';

interface DefinedPanelProps {
  readonly onChange: (attribute: Attribute) => void;
  readonly onRetire: (name: string) => void;
}

export function DefinedPanel(props: DefinedPanelProps): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const query = useQuery(attributesQuery);
  const columns = useColumns(props);
  return (
    <Panel title={t('defined')} description={t('definedText')} isFlush>
      <Queried query={query} rows={3}>
        {(attributes) =>
          attributes.length === 0 ? (
            <State icon="people" title={t('none')}>
              {t('noneText')}
            </State>
          ) : (
            <Table caption={t('definedTable')} columns={columns} rows={attributes} rowKey={({ name }) => name} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns({ onChange, onRetire }: DefinedPanelProps): readonly Column<Attribute>[] {
  const t = useText(ATTRIBUTES_TEXTS);
  const may = useMay();
  const actions: Column<Attribute> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (attribute) => <Actions attribute={attribute} onChange={onChange} onRetire={onRetire} />,
  };
  return [
    { key: 'name', head: t('name'), isName: true, cell: (attribute) => <Name attribute={attribute} /> },
    { key: 'type', head: t('type'), cell: ({ type }) => t(`type.${type}`) },
    {
      key: 'meaning',
      head: t('meaning'),
      isWide: true,
      cell: ({ description }) => (
        <span className="muted path" dir="auto">
          {description}
        </span>
      ),
    },
    { key: 'changed', head: t('changed'), isWide: true, cell: ({ changedAt }) => <Time at={changedAt} /> },
    ...(may('settings:change') ? [actions] : []),
  ];
}

function Name({ attribute: { name, sensitive, retiredAt } }: { readonly attribute: Attribute }): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  return (
    <span className="row">
      <bdi className="path">{name}</bdi>
      {sensitive && <Badge tone="accent">{t('sensitive')}</Badge>}
      {retiredAt !== null && (
        <Badge>
          {t('retired')} <Time at={retiredAt} />
        </Badge>
      )}
    </span>
  );
}

function Actions({ attribute, onChange, onRetire }: DefinedPanelProps & { readonly attribute: Attribute }): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const { name, retiredAt } = attribute;
  const isRetired = retiredAt !== null;
  return (
    <span className="row">
      <Button
        isSmall
        kind="quiet"
        aria-label={t(isRetired ? 'bringBackOf' : 'changeOf', { name })}
        onClick={() => onChange(attribute)}
      >
        {t(isRetired ? 'bringBack' : 'change')}
      </Button>
      {!isRetired && (
        <Button isSmall kind="quiet" aria-label={t('retireOf', { name })} onClick={() => onRetire(name)}>
          {t('retire')}
        </Button>
      )}
    </span>
  );
}
