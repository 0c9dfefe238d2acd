import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './api/query-client.ts';
import { localeFor, LocaleContext } from './i18n/locale.ts';
import { router } from './router.tsx';
import { applyRememberedTheme } from './shell/theme.ts';
import './ui/tokens.css';
import './ui/base.css';

applyRememberedTheme();
const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root.');
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <LocaleContext value={localeFor(null, new URLSearchParams(location.search).get('locale'))}>
        <RouterProvider router={router} />
      </LocaleContext>
    </QueryClientProvider>
  </StrictMode>,
);
