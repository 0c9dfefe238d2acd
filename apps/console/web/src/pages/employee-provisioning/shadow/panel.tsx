import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import type { Translate } from '../../../i18n/catalogue.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useText } from '../../../i18n/locale.ts';
import { Button } from '../../../ui/button.tsx';
import { Tiles, type Tile } from '../../../ui/facts.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { Panel, Queried } from '../../../ui/panel.tsx';
import { ReasonField } from '../../../ui/reason-field.tsx';
import { Time } from '../../../ui/time.tsx';
import { CONNECTIONS, type Connection } from '../queries.ts';
import { GoingLiveNotice } from './going-live.tsx';
import { Items } from './items.tsx';
import { dropShadow, goLive, shadowQuery, type Shadow } from './queries.ts';
import { SHADOW_TEXTS } from './texts.ts';
import { Undecided } from './undecided.tsx';

interface OfConnection {
  readonly connection: Connection;
}

/** What a shadow would do, to whom, and how far it has gone live. */
export function ShadowPanel({ connection }: OfConnection): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const may = useMay();
  const query = useQuery(shadowQuery(connection.id));
  return (
    <Panel title={t('shadow')} description={t('shadowText')} actions={<Acts connection={connection} />} isFlush>
      <Queried query={query} rows={4}>
        {(shadow) => (
          <>
            <div className="panel-body stack-small">
              {shadow.goingLive !== null && (
                <GoingLiveNotice goingLive={shadow.goingLive} isPaused={connection.pause !== null} />
              )}
              <Figures shadow={shadow} />
            </div>
            {may('shadow:read') &&
              ((shadow.goingLive?.undecided ?? 0) > 0 ? (
                <Undecided connection={connection} />
              ) : (
                <Items connection={connection} shadow={shadow} />
              ))}
          </>
        )}
      </Queried>
    </Panel>
  );
}

function Figures({ shadow }: { readonly shadow: Shadow }): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const format = useFormat();
  const refused = shadow.refused.reduce((sum, { count }) => sum + count, 0);
  const codes = shadow.refused.map(({ code }) => code).join(', ');
  return (
    <Tiles
      tiles={[
        { label: t('since'), value: <Time at={shadow.startedAt} /> },
        {
          label: t('resources'),
          value: format.number(shadow.resources),
          note: t('resourcesNote', { count: shadow.resources }),
        },
        {
          label: t('refused'),
          value: format.number(refused),
          note: refused === 0 ? t('refusedNone') : t('refusedNote', { codes }),
        },
        mailsOf(shadow, t, format.number),
      ]}
    />
  );
}

type Key = keyof typeof SHADOW_TEXTS.en;

/** To whom the notifier would have written: who is in a digest has no mail of their own. */
function mailsOf({ mails }: Shadow, t: Translate<Key>, number: (value: number) => string): Tile {
  if (mails === null) return { label: t('mails'), value: '–', note: t('mailsAway') };
  const sent = mails.filter(({ kind }) => kind !== 'not-sent');
  const count = sent.reduce((sum, one) => sum + one.count, 0);
  const kinds = sent.map((one) => t('mailKind', { name: kindOf(one.kind, t), number: number(one.count) }));
  return { label: t('mails'), value: number(count), note: count === 0 ? t('mailsNone') : kinds.join(', ') };
}

/** Of a kind that came later than these texts, its name. */
function kindOf(kind: string, t: Translate<Key>): string {
  const key = `mail.${kind}`;
  return key in SHADOW_TEXTS.en ? t(key as Key) : kind;
}

type Act = 'goLive' | 'drop';

function Acts({ connection: { id, shadow } }: OfConnection): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const may = useMay();
  const [open, setOpen] = useState<Act | null>(null);
  return (
    <>
      {may('settings:change') && (
        <Button isSmall onClick={() => setOpen('drop')}>
          {t('drop')}
        </Button>
      )}
      {may('shadow:decide') && shadow === 'open' && (
        <Button isSmall kind="primary" onClick={() => setOpen('goLive')}>
          {t('goLive')}
        </Button>
      )}
      {open !== null && <ActDialog what={open} id={id} onClose={() => setOpen(null)} />}
    </>
  );
}

const ACTS = { goLive, drop: dropShadow } as const;

interface ActProps {
  readonly what: Act;
  readonly id: string;
  readonly onClose: () => void;
}

function ActDialog({ what, id, onClose }: ActProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = () => {
    const given = reason.trim();
    setMissing(given === '');
    return given === '' ? null : () => ACTS[what](id, given);
  };
  return (
    <FormDialog
      title={t(`${what}Title`)}
      text={t(`${what}Text`)}
      action={t(what)}
      done={t(`${what}Done`)}
      isDanger={what === 'drop'}
      changes={[CONNECTIONS]}
      act={act}
      onClose={onClose}
    >
      <ReasonField value={reason} isMissing={isMissing} onChange={setReason} />
    </FormDialog>
  );
}
