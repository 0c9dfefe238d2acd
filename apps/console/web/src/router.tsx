import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  useParams,
  useRouter,
} from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { sessionQuery } from './api/session.ts';
import { PAGES } from './pages/pages.ts';
import type { PageRoute } from './pages/page-route.ts';
import { Broken, NotFound } from './shell/astray.tsx';
import { OF_MAILS } from './shell/of-mails.ts';
import { baseOf, homeOf } from './shell/place.ts';
import { Shell } from './shell/shell.tsx';
import { ToSignIn } from './shell/to-sign-in.tsx';
import { Failed, Skeleton } from './ui/state.tsx';
import { Toasts } from './ui/toast.tsx';

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Toasts />
    </>
  ),
});

const tenant = createRoute({ getParentRoute: () => root, path: '/t/$slug', component: Shell });
const installation = createRoute({ getParentRoute: () => root, path: '/installation', component: Shell });

function routesOf(parent: typeof tenant | typeof installation, pages: readonly PageRoute[]) {
  return pages.map((page) =>
    createRoute({
      getParentRoute: () => parent,
      path: page.path === '' ? '/' : page.path,
      component: lazyRouteComponent(page.load, 'Page'),
      pendingComponent: Skeleton,
      staticData: { page },
    }),
  );
}

const isOf = (scope: 'tenant' | 'installation') => (page: PageRoute) =>
  (page.scope ?? 'tenant') === scope || page.needs.length === 0;

const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: Start }),
  createRoute({ getParentRoute: () => root, path: '/r/$requestId', component: Request }),
  ...OF_MAILS.flatMap((path) =>
    [`/${path}`, `/${path}/$`].map((one) => createRoute({ getParentRoute: () => root, path: one, component: OfMail })),
  ),
  createRoute({
    getParentRoute: () => root,
    path: '/demo',
    component: lazyRouteComponent(() => import('./pages/sign-in/demo.tsx'), 'Demo'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    component: lazyRouteComponent(() => import('./pages/sign-in/setup.tsx'), 'Setup'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/signed-out',
    component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignedOutPage'),
  }),
  tenant.addChildren(routesOf(tenant, PAGES.filter(isOf('tenant')))),
  installation.addChildren(routesOf(installation, PAGES.filter(isOf('installation')))),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  defaultPendingMs: 0,
  // A skeleton shows nothing before it has patience no more: a page that is there by then need not wait for it.
  defaultPendingMinMs: 0,
  scrollRestoration: true,
  // Plain words: an address is read, typed and sent around.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const words = Object.entries(search).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [[key, String(value)]],
    );
    const text = new URLSearchParams(words).toString();
    return text === '' ? '' : `?${text}`;
  },
});

/** To the first page of whoever is signed in. */
function Start(): ReactNode {
  const { data: session } = useQuery(sessionQuery);
  if (session === null) return <Navigate to="/sign-in" replace />;
  if (session !== undefined) return <Navigate to={homeOf(session, PAGES)} replace />;
  return <SessionAwaited />;
}

/** While it is not known who is signed in, and where that cannot be asked. */
function SessionAwaited(): ReactNode {
  const { error, refetch } = useQuery(sessionQuery);
  return (
    <main className="main">
      {error === null ? <Skeleton /> : <Failed error={error} onRetry={() => void refetch()} />}
    </main>
  );
}

/** What the detail of a refusal names: `<console>/r/<request id>`. */
function Request(): ReactNode {
  const { requestId = '' }: { readonly requestId?: string } = useParams({ strict: false });
  const { data: session } = useQuery(sessionQuery);
  if (session === null) return <ToSignIn />;
  if (session === undefined) return <SessionAwaited />;
  return <Navigate to={`${baseOf(session)}/activity`} search={{ requestId }} replace />;
}

/** What a mail names: a page of whichever tenant its reader is signed in to. */
function OfMail(): ReactNode {
  const router = useRouter();
  // Once: while the page is on its way, the address is its own already.
  const [asked] = useState(router.latestLocation.href);
  const { data: session } = useQuery(sessionQuery);
  const base = session == null ? null : baseOf(session);
  useEffect(() => {
    if (base !== null) void router.navigate({ href: `${base}${asked}`, replace: true });
  }, [router, base, asked]);
  if (session === undefined) return <SessionAwaited />;
  return session === null ? <ToSignIn /> : null;
}
