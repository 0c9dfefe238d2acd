import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { UI } from '../../ui/texts.ts';
import { Time } from '../../ui/time.tsx';
import { TEAM } from './member.ts';
import { issueLink, linksQuery, withdrawLink, type SetupLink, type TeamRole } from './queries.ts';
import { RoleChecks, useRoleNames } from './roles.tsx';
import { TEAM_TEXTS } from './texts.ts';

export function LinksPanel(): ReactNode {
  const t = useText(TEAM_TEXTS);
  const may = useMay();
  const query = useQuery(linksQuery);
  const [isOpen, setOpen] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  return (
    <Panel
      title={t('links')}
      description={t('linksText')}
      isFlush
      actions={may('team:change') && <Button onClick={() => setOpen(true)}>{t('issue')}</Button>}
    >
      <Queried query={query} rows={2}>
        {(links) => (links.length === 0 ? <NoLinks /> : <Links links={links} />)}
      </Queried>
      {isOpen && <IssueDialog onClose={() => setOpen(false)} onIssued={setLink} />}
      {link !== null && <IssuedDialog link={link} onDone={() => setLink(null)} />}
    </Panel>
  );
}

function NoLinks(): ReactNode {
  const t = useText(TEAM_TEXTS);
  return (
    <State icon="key" title={t('noLinks')}>
      {t('noLinksText')}
    </State>
  );
}

function Links({ links }: { readonly links: readonly SetupLink[] }): ReactNode {
  const t = useText(TEAM_TEXTS);
  const names = useRoleNames();
  const may = useMay();
  const { run, fault } = useAct({ act: withdrawLink, changes: [TEAM] });
  const actions: Column<SetupLink> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: ({ id, roles }) => (
      <Button isSmall kind="quiet" aria-label={t('withdrawOf', { roles: names(roles) })} onClick={() => run(id)}>
        {t('withdraw')}
      </Button>
    ),
  };
  const columns: readonly Column<SetupLink>[] = [
    { key: 'roles', head: t('roles'), isName: true, cell: ({ roles }) => names(roles) },
    { key: 'state', head: t('state'), cell: ({ isBegun }) => <Begun isBegun={isBegun} /> },
    { key: 'made', head: t('made'), isWide: true, cell: ({ madeAt }) => <Time at={madeAt} /> },
    { key: 'until', head: t('until'), cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    ...(may('team:change') ? [actions] : []),
  ];
  return (
    <>
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Table caption={t('linksTable')} columns={columns} rows={links} rowKey={({ id }) => id} />
    </>
  );
}

function Begun({ isBegun }: { readonly isBegun: boolean }): ReactNode {
  const t = useText(TEAM_TEXTS);
  return isBegun ? <Badge tone="accent">{t('begun')}</Badge> : <Badge>{t('waiting')}</Badge>;
}

interface IssueDialogProps {
  readonly onClose: () => void;
  readonly onIssued: (link: string) => void;
}

function IssueDialog({ onClose, onIssued }: IssueDialogProps): ReactNode {
  const t = useText(TEAM_TEXTS);
  const ui = useText(UI);
  const [roles, setRoles] = useState<readonly TeamRole[]>(['identity-administrator']);
  const { run, isBusy, fault } = useAct({
    act: issueLink,
    onDone: (link) => {
      onClose();
      onIssued(link);
    },
    changes: [TEAM],
  });
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="primary" isBusy={isBusy} isDisabled={roles.length === 0} onClick={() => run(roles)}>
        {t('issueGo')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('issueTitle')} isOpen onClose={onClose} actions={actions}>
      <RoleChecks label={t('roles')} value={roles} onChange={setRoles} />
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}

/** Shown once: only its button closes it. */
function IssuedDialog({ link, onDone }: { readonly link: string; readonly onDone: () => void }): ReactNode {
  const t = useText(TEAM_TEXTS);
  const action = (
    <Button kind="primary" onClick={onDone}>
      {t('issuedDone')}
    </Button>
  );
  return (
    <Dialog title={t('issuedTitle')} isOpen isAlert onClose={null} actions={action}>
      <p className="muted">{t('issuedText')}</p>
      <CopyField label={t('issuedLabel')} value={link} />
    </Dialog>
  );
}
