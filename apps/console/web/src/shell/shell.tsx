import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CatchBoundary, Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { SessionContext, sessionQuery, useSession, type Session } from '../api/session.ts';
import { directionOf, localeFor, LocaleContext, useLocale, useText } from '../i18n/locale.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageRoute } from '../pages/page-route.ts';
import { Notice } from '../ui/panel.tsx';
import { Failed, Refused, Skeleton, State } from '../ui/state.tsx';
import { Moment } from '../ui/time.tsx';
import { toast } from '../ui/toast.tsx';
import { useCurrentPage } from './current-page.ts';
import { FreshSignIn } from './fresh-sign-in.tsx';
import { useKeptPlace } from './keep-place.ts';
import { KeysOfPage } from './keys-of-page.tsx';
import { Navigation } from './navigation.tsx';
import { PageHead } from './page-head.tsx';
import { mayOpen } from './place.ts';
import { useEnding, type Ending } from './session-ends.ts';
import { SignedOut } from './signed-out.tsx';
import { SHELL } from './texts.ts';
import { applyTheme } from './theme.ts';
import { titleOf } from './title.ts';
import { ToSignIn } from './to-sign-in.tsx';
import { TopBar } from './top-bar.tsx';
import { useLeave } from './use-leave.ts';
import './shell.css';

// What few people see is not in the first load.
const StillThere = lazy(() =>
  import('./still-there.tsx').then(({ StillThere: component }) => ({ default: component })),
);

/** Around every page: who is signed in, in which language and theme, and what they may see. */
export function Shell(): ReactNode {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const [last, setLast] = useState<Session | null>(null);
  if (session !== undefined && session !== null && session !== last) setLast(session);
  useOthersForgotten(last);
  useBack(session);
  if (last === null && session === null) return <ToSignIn />;
  if (last === null) {
    return (
      <main className="main">
        {error === null ? <Skeleton /> : <Failed error={error} onRetry={() => void refetch()} />}
      </main>
    );
  }
  return (
    <SessionContext value={last}>
      <Framed />
      {session === null && <SignedOut />}
    </SessionContext>
  );
}

/** What was answered to one account is not there for another that has signed in since, in another window. */
function useOthersForgotten(session: Session | null): void {
  const client = useQueryClient();
  const known = useRef<string | undefined>(undefined);
  const account = session?.account.id;
  useEffect(() => {
    const isOther = known.current !== undefined && known.current !== account;
    known.current = account;
    if (isOther) void client.resetQueries({ predicate: ({ queryKey: [first] }) => first !== 'session' });
  }, [account, client]);
}

/** Somebody has signed in again in another window: what was refused meanwhile is asked once more. */
function useBack(session: Session | null | undefined): void {
  const client = useQueryClient();
  const wasOut = useRef(false);
  useEffect(() => {
    if (session === undefined) return;
    if (wasOut.current && session !== null) {
      void client.invalidateQueries({ predicate: ({ queryKey: [first] }) => first !== 'session' });
    }
    wasOut.current = session === null;
  }, [session, client]);
}

/** `?locale=` is for tests: a session has a language, or its browser has. */
function Framed(): ReactNode {
  const { locale: preferred, theme } = useSession();
  const [asked] = useState(() => new URLSearchParams(location.search).get('locale'));
  const locale = localeFor(preferred, asked);
  useEffect(() => applyTheme(theme ?? 'auto'), [theme]);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = directionOf(locale);
  }, [locale]);
  return (
    <LocaleContext value={locale}>
      <Frame />
    </LocaleContext>
  );
}

function Frame(): ReactNode {
  const t = useText(SHELL);
  const page = useCurrentPage();
  const main = useRef<HTMLElement | null>(null);
  useArrival(page, main);
  useKeptPlace();
  const ending = useEnding();
  const leave = useLeave();
  return (
    <div className="shell">
      <a className="button skip" href="#main">
        {t('skip')}
      </a>
      <Navigation pages={PAGES} onSignOut={leave} />
      <div className="page">
        <TopBar pages={PAGES} page={page} />
        <main className="main" id="main" tabIndex={-1} ref={main}>
          <Unheard />
          <EndsAnyway {...ending} />
          <Admitted page={page} />
        </main>
      </div>
      <FreshSignIn />
      {ending.standing === 'unused' && ending.ends !== null && (
        <CatchBoundary getResetKey={() => ending.standing} errorComponent={Unasked}>
          <Suspense>
            <StillThere end={ending.ends.unused} onStay={ending.stay} onSignOut={leave} />
          </Suspense>
        </CatchBoundary>
      )}
      <KeysOfPage />
    </div>
  );
}

/** The question comes from a server that may be away, or of a newer release, by then: the page, and what was typed there, stays. */
function Unasked(): null {
  return null;
}

/** Who left may still be signed in: administrators stay, and are told. */
function Unheard(): ReactNode {
  const t = useText(SHELL);
  const { peopleUnheardSince } = useSession();
  if (peopleUnheardSince == null) return null;
  return (
    <div className="main-notice">
      <Notice tone="warn" title={t('unheard')}>
        {t('unheardText')} <Moment at={peopleUnheardSince} />.
      </Notice>
    </div>
  );
}

/** Nothing can put it off but to sign in anew, which needs no haste: it is told aloud, and takes nobody's focus. */
function EndsAnyway({ standing, ends }: Pick<Ending, 'standing' | 'ends'>): ReactNode {
  const t = useText(SHELL);
  const isNear = standing === 'anyway' && ends !== null;
  useEffect(() => {
    if (isNear) toast(t('endsAnyway'), 'bad');
  }, [isNear, t]);
  if (!isNear) return null;
  return (
    <div className="main-notice">
      <Notice tone="warn" title={t('endsAnyway')}>
        {t('endsAnywayText')} <Moment at={new Date(ends.anyway)} />.{' '}
        <a href="/sign-in" target="_blank" rel="noopener">
          {t('signInElsewhere')}
        </a>
      </Notice>
    </div>
  );
}

function Admitted({ page }: { readonly page: PageRoute | undefined }): ReactNode {
  const t = useText(SHELL);
  const locale = useLocale();
  const session = useSession();
  const { slug }: { readonly slug?: string } = useParams({ strict: false });
  if (slug !== undefined && slug !== session.tenant?.slug) {
    return (
      <Instead title={t('otherTenant')}>
        <State icon="building" title={t('otherTenant')}>
          {t('otherTenantText', { name: session.tenant?.name ?? t('installation') })}
        </State>
      </Instead>
    );
  }
  if (page === undefined || mayOpen(session, page)) return <Outlet />;
  return (
    <Instead title={titleOf(page, locale)}>
      <Refused roles={page.roles} />
    </Instead>
  );
}

function Instead({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="stack">
      <PageHead title={title} name={title} />
      <section className="panel">{children}</section>
    </div>
  );
}

/** Names the window, and takes the focus to a page that was gone to: a reader hears that it is there. */
function useArrival(page: PageRoute | undefined, main: React.RefObject<HTMLElement | null>): void {
  const locale = useLocale();
  const { tenant } = useSession();
  const arrived = useRef<PageRoute | undefined>(undefined);
  // Before the head of the page, which has a name of its own where it is of somebody.
  useLayoutEffect(() => {
    if (page !== undefined) document.title = `${titleOf(page, locale)} · ${tenant?.name ?? 'Rollcall'}`;
  }, [page, locale, tenant]);
  useEffect(() => {
    if (page === undefined) return;
    if (arrived.current !== undefined && arrived.current !== page) main.current?.focus({ preventScroll: true });
    arrived.current = page;
  }, [page, main]);
}
