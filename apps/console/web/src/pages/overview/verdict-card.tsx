import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Why } from '../../ui/stale.tsx';
import { UI } from '../../ui/texts.ts';
import { useNow } from '../../ui/time.tsx';
import { OVERVIEW } from './texts.ts';
import type { Reason, Verdict } from './verdict.ts';

/** Where on its page one does what the button says; what is missing is at its top. */
const PARTS: Readonly<Partial<Record<Reason['code'], string>>> = {
  never: 'set-up',
  unserved: 'set-up',
  brake: 'brake',
  told: 'brake',
  paused: 'pause',
  'no-credential': 'credentials',
  expired: 'credentials',
  expiring: 'credentials',
  silent: 'cycles',
  late: 'cycles',
};

const PAGE_OF_CONNECTION = 'configuration/integrations/employee-provisioning';

/** One answer, one reason, one button. */
export function VerdictCard({ verdict }: { readonly verdict: Verdict }): ReactNode {
  const t = useText(OVERVIEW);
  const path = useTenantPath();
  const { answer, reason, connection } = verdict;
  const isOfActivity = reason.code === 'refusals';
  return (
    <Card
      answer={answer}
      text={t(answer)}
      why={<ReasonText reason={reason} />}
      act={
        <ButtonLink
          kind={answer === 'yes' ? 'plain' : 'primary'}
          to={path(isOfActivity ? 'activity' : PAGE_OF_CONNECTION)}
          part={PARTS[reason.code]}
          search={isOfActivity ? { tab: 'refusals', connection: connection.id } : { connection: connection.id }}
        >
          {t(`button.${reason.code}`)}
        </ButtonLink>
      }
    />
  );
}

interface UnknownProps {
  /** Null: it is not answered. */
  readonly error: Error | null;
  readonly onRetry: () => void;
}

/** In its place while nobody can say: what was answered before is no answer. */
export function UnknownCard({ error, onRetry }: UnknownProps): ReactNode {
  const t = useText(OVERVIEW);
  const ui = useText(UI);
  return (
    <Card
      answer="look"
      text={t('unknown')}
      why={
        <>
          <Why error={error} /> {t('unknownText')}
        </>
      }
      act={
        <Button kind="primary" onClick={onRetry}>
          {ui('retry')}
        </Button>
      }
    />
  );
}

interface CardProps {
  readonly answer: Verdict['answer'];
  readonly text: string;
  readonly why: ReactNode;
  readonly act: ReactNode;
}

function Card({ answer, text, why, act }: CardProps): ReactNode {
  const t = useText(OVERVIEW);
  return (
    <section className={`verdict verdict-${answer}`} aria-labelledby="verdict">
      <span className="verdict-mark">
        <Icon name={answer === 'yes' ? 'check' : 'warning'} size={28} />
      </span>
      <div role="status">
        <h2 id="verdict">{t('question')}</h2>
        <p className="verdict-answer">{text}</p>
        <p className="verdict-reason">{why}</p>
      </div>
      {act}
    </section>
  );
}

function ReasonText({ reason }: { readonly reason: Reason }): ReactNode {
  const t = useText(OVERVIEW);
  const format = useFormat();
  const now = useNow();
  switch (reason.code) {
    case 'expired':
    case 'expiring':
      return t(`reason.${reason.code}`, { name: reason.name, when: format.relative(new Date(reason.at), now) });
    case 'refusals':
      return t('reason.refusals', { count: reason.count });
    default:
      return t(`reason.${reason.code}`);
  }
}
