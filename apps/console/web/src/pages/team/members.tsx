import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { UI } from '../../ui/texts.ts';
import { Time } from '../../ui/time.tsx';
import { SIGN_ON } from '../single-sign-on/queries.ts';
import { membersQuery, TEAM, type Member } from './member.ts';
import { changeRoles, endSessions, letSeeSensitive, markEmergency, TEAM_ROLES } from './queries.ts';
import { RoleChecks, useRoleNames } from './roles.tsx';
import { TEAM_TEXTS } from './texts.ts';

export function MembersPanel(): ReactNode {
  const t = useText(TEAM_TEXTS);
  const query = useQuery(membersQuery);
  const [changed, setChanged] = useState<Member | null>(null);
  const { run, fault } = useAct({ act: endSessions, changes: [TEAM] });
  const marking = useAct({ act: markEmergency, changes: [TEAM, SIGN_ON] });
  const letting = useAct({ act: letSeeSensitive, changes: [TEAM] });
  const columns = useColumns({
    onChange: setChanged,
    onEnd: ({ id }) => run(id),
    onMark: ({ id, emergency }) => marking.run({ id, isEmergency: !emergency }),
    onLet: ({ id, seesSensitive }) => letting.run({ id, seesSensitive: !seesSensitive }),
  });
  return (
    <Panel part="members" title={t('members')} description={t('membersText')} isFlush>
      {fault !== null && <Notice tone="bad" title={fault} />}
      {marking.fault !== null && <Notice tone="bad" title={marking.fault} />}
      {letting.fault !== null && <Notice tone="bad" title={letting.fault} />}
      <Queried query={query} rows={9}>
        {(rows) => <Table caption={t('membersTable')} columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </Queried>
      {changed !== null && <ChangeDialog member={changed} onClose={() => setChanged(null)} />}
    </Panel>
  );
}

interface Acts {
  readonly onChange: (member: Member) => void;
  readonly onEnd: (member: Member) => void;
  readonly onMark: (member: Member) => void;
  readonly onLet: (member: Member) => void;
}

function useColumns(acts: Acts): readonly Column<Member>[] {
  const t = useText(TEAM_TEXTS);
  const may = useMay();
  const { account } = useSession();
  const actions: Column<Member> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (member) => <Actions member={member} isOwn={member.id === account.id} {...acts} />,
  };
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ id, name, emergency, seesSensitive }) => (
        <>
          <bdi>{name}</bdi> {id === account.id && <Badge tone="accent">{t('you')}</Badge>}{' '}
          {emergency && <Badge tone="warn">{t('emergency')}</Badge>} {seesSensitive && <Badge>{t('sensitive')}</Badge>}
        </>
      ),
    },
    { key: 'roles', head: t('roles'), cell: (member) => <Roles member={member} /> },
    { key: 'kind', head: t('source'), isWide: true, cell: ({ kind }) => t(`kind.${kind}`) },
    { key: 'last', head: t('lastSignIn'), cell: ({ lastSignInAt }) => <Time at={lastSignInAt} /> },
    { key: 'sessions', head: t('sessions'), isWide: true, isEnd: true, cell: ({ sessions }) => sessions },
    ...(may('team:change') ? [actions] : []),
  ];
}

/** Of whoever comes by Entra they are what its app roles say, at each sign-in anew: a change here would not last. */
function Roles({ member: { roles, kind } }: { readonly member: Member }): ReactNode {
  const t = useText(TEAM_TEXTS);
  const names = useRoleNames();
  const isOfEntra = kind === 'oidc' || kind === 'saml';
  return (
    <>
      {names(roles)}
      {isOfEntra && <p className="muted small">{t('rolesOfEntra')}</p>}
    </>
  );
}

interface ActionsProps extends Acts {
  readonly member: Member;
  readonly isOwn: boolean;
}

/** Nobody changes their own roles; an emergency account may be one's own. */
function Actions({ member, isOwn, onChange, onEnd, onMark, onLet }: ActionsProps): ReactNode {
  const t = useText(TEAM_TEXTS);
  const { name, kind, sessions, emergency, roles, passkeys } = member;
  const canBeMarked = kind === 'local' && passkeys > 0 && roles.includes('identity-administrator');
  return (
    <span className="row">
      {(emergency || canBeMarked) && (
        <Button
          isSmall
          kind="quiet"
          aria-label={t(emergency ? 'unmarkOf' : 'markOf', { name })}
          onClick={() => onMark(member)}
        >
          {t(emergency ? 'unmark' : 'mark')}
        </Button>
      )}
      {!isOwn && <LetButton member={member} onLet={onLet} />}
      {!isOwn && kind === 'local' && (
        <Button isSmall kind="quiet" aria-label={t('changeOf', { name })} onClick={() => onChange(member)}>
          {t('change')}
        </Button>
      )}
      {!isOwn && sessions > 0 && (
        <Button isSmall kind="quiet" aria-label={t('endOf', { name })} onClick={() => onEnd(member)}>
          {t('end')}
        </Button>
      )}
    </span>
  );
}

/** What is sensitive of people is for who looks after them, where somebody lets them. */
function LetButton({ member, onLet }: Pick<ActionsProps, 'member' | 'onLet'>): ReactNode {
  const t = useText(TEAM_TEXTS);
  const { name, roles, seesSensitive } = member;
  if (!seesSensitive && !roles.includes('people')) return null;
  return (
    <Button
      isSmall
      kind="quiet"
      aria-label={t(seesSensitive ? 'letNotSensitiveOf' : 'letSensitiveOf', { name })}
      onClick={() => onLet(member)}
    >
      {t(seesSensitive ? 'letNotSensitive' : 'letSensitive')}
    </Button>
  );
}

function ChangeDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }): ReactNode {
  const t = useText(TEAM_TEXTS);
  const ui = useText(UI);
  const { id, name } = member;
  const [roles, setRoles] = useState(TEAM_ROLES.filter((role) => member.roles.includes(role)));
  const { run, isBusy, fault } = useAct({ act: changeRoles, onDone: onClose, changes: [TEAM] });
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="primary" isBusy={isBusy} isDisabled={roles.length === 0} onClick={() => run({ id, roles })}>
        {t('changeGo')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('changeTitle', { name })} isOpen onClose={onClose} actions={actions}>
      <p className="muted">{t('changeText')}</p>
      <RoleChecks label={t('roles')} value={roles} onChange={(next) => setRoles([...next])} />
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
