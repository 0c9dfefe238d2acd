import { randomBytes } from 'node:crypto';
import { take } from '../browser-sessions.js';
import type { Errand, SignedIn } from '../errands.js';
import type { Application } from '../identity-provider.js';
import { postingPage } from '../pages.js';
import { applicationOf, type Place } from '../place.js';
import { Refusal } from '../refusal.js';
import { given, redirect, withParameters, type Reply } from '../reply.js';
import { challengeOf } from './challenge.js';
import type { Codes } from './codes.js';

/** Where the answer goes, and how. */
interface Destination {
  readonly redirectUri: string;
  readonly mode: 'query' | 'fragment' | 'form_post';
  readonly state: string | null;
}

/** A request at the authorization endpoint, as what has to be done for it. @throws Refusal where nobody can be told at the redirect URI */
export function authorizing(place: Place, asked: URLSearchParams, codes: Codes): Errand | Reply {
  const application = applicationOf(place, required(asked, 'client_id'));
  const redirectUri = required(asked, 'redirect_uri');
  if (!application.redirectUris.includes(redirectUri)) {
    throw new Refusal(50011, 'redirect URI', redirectUri, application.appId);
  }
  const to: Destination = { redirectUri, mode: modeOf(asked), state: asked.get('state') };
  try {
    return errandOf(application, asked, { to, codes });
  } catch (error) {
    if (error instanceof Refusal) return failed(to, error, place);
    throw error;
  }
}

function errandOf(
  application: Application,
  asked: URLSearchParams,
  { to, codes }: { readonly to: Destination; readonly codes: Codes },
): Errand {
  const responseType = required(asked, 'response_type');
  if (responseType !== 'code') throw new Refusal(700054, responseType);
  const scopes = required(asked, 'scope').split(' ');
  const prompt = asked.get('prompt');
  const challenge = challengeOf(asked);
  return {
    application,
    // `select_account` lets somebody else sign in: the page is shown as it is for `login`.
    isForced: prompt === 'login' || prompt === 'select_account',
    maxAgeSeconds: maxAgeOf(asked),
    isSilent: prompt === 'none',
    hint: asked.get('login_hint'),
    succeed: ({ user, session }: SignedIn) => {
      const code = randomBytes(48).toString('base64url');
      const facts = { user, sid: session.sid, authTime: session.authTime, nonce: asked.get('nonce'), scopes };
      const { tenantId } = session;
      codes.give(code, { tenantId, appId: application.appId, redirectUri: to.redirectUri, challenge, facts });
      take(session.participants, { appId: application.appId, protocol: 'oidc', nameId: null, sessionIndex: null });
      return answered(to, { code, state: to.state, session_state: session.sid });
    },
    fail: (refusal, place) => failed(to, refusal, place),
  };
}

function failed(to: Destination, refusal: Refusal, { now }: Place): Reply {
  const subcode = refusal.code === 65004 ? 'cancel' : null;
  const description = refusal.describedAt(now);
  return answered(to, {
    error: refusal.error,
    error_subcode: subcode,
    error_description: description,
    state: to.state,
  });
}

function answered({ redirectUri, mode }: Destination, parameters: Readonly<Record<string, string | null>>): Reply {
  switch (mode) {
    case 'query':
      return redirect(withParameters(redirectUri, parameters));
    case 'fragment':
      return redirect(`${redirectUri}#${new URLSearchParams([...given(parameters)]).toString()}`);
    case 'form_post':
      return postingPage(redirectUri, given(parameters));
  }
}

function modeOf(asked: URLSearchParams): Destination['mode'] {
  const mode = asked.get('response_mode') ?? 'query';
  if (mode === 'query' || mode === 'fragment' || mode === 'form_post') return mode;
  throw new Refusal(9002313, `'${mode}' is no response_mode.`);
}

function maxAgeOf(asked: URLSearchParams): number | null {
  const text = asked.get('max_age');
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(9002313, `max_age is a number of seconds.`);
  return Number(text);
}

function required(asked: URLSearchParams, name: string): string {
  const value = asked.get(name);
  if (value === null || value === '') throw new Refusal(900144, name);
  return value;
}
