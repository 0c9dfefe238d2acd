import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchTouches } from './api/attended.ts';
import { makeQueryClient } from './api/query-client.ts';
import { directionOf, localeFor, LocaleContext } from './i18n/locale.ts';
import { router } from './router.tsx';
import { applyRememberedTheme } from './shell/theme.ts';
import './ui/tokens.css';
import './ui/base.css';

applyRememberedTheme();
watchTouches(window);
// Of whoever is not signed in; a session has its own.
const locale = localeFor(null, new URLSearchParams(location.search).get('locale'));
document.documentElement.lang = locale;
document.documentElement.dir = directionOf(locale);
const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root.');
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <LocaleContext value={locale}>
        <RouterProvider router={router} />
      </LocaleContext>
    </QueryClientProvider>
  </StrictMode>,
);
