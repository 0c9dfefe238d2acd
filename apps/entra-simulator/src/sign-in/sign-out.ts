import type { BrowserSession, BrowserSessions, Participant } from './browser-sessions.js';
import { signedOutPage } from './pages.js';
import type { Place } from './place.js';
import { redirect, withParameters, type Asked, type Reply } from './reply.js';
import { idOf, issuerOf, type Received } from './saml/message.js';
import { logoutRequestTo, logoutResponseTo } from './saml/logout.js';
import { serviceProviderOf } from './saml/sign-on.js';

/** `end_session_endpoint`, and *Sign out*: every application that the session let somebody into is told. */
export function signOut(place: Place, { query, form, cookie }: Asked, sessions: BrowserSessions): Reply {
  const session = sessions.end(cookie);
  const wanted = query.get('post_logout_redirect_uri') ?? form.get('post_logout_redirect_uri');
  const isKnown = place.provider.applications.some(({ redirectUris }) => redirectUris.includes(wanted ?? ''));
  const next = wanted !== null && isKnown ? withParameters(wanted, { state: query.get('state') }) : null;
  return signedOutPage(framesOf(place, session, session?.participants ?? []), next);
}

/** A LogoutRequest: the session ends whoever it names (Microsoft Learn, "Single sign-out SAML protocol"). @throws Refusal */
export function singleLogout(
  place: Place,
  { element, relayState }: Received,
  { sessions, cookie }: { readonly sessions: BrowserSessions; readonly cookie: string | null },
): Reply {
  const application = serviceProviderOf(place, issuerOf(element));
  const session = sessions.end(cookie);
  const others = session?.participants.filter(({ appId }) => appId !== application.appId) ?? [];
  const frames = framesOf(place, session, others);
  const { samlLogoutUrl: url, certificates } = application;
  if (url === null) return signedOutPage(frames, null);
  const next = logoutResponseTo(place, { id: idOf(element), relayState }, { url, certificate: certificates[0] });
  return frames.length === 0 ? redirect(next) : signedOutPage(frames, next);
}

function framesOf(place: Place, session: BrowserSession | null, participants: readonly Participant[]): string[] {
  return participants.flatMap((participant) => {
    const application = place.provider.applications.find(({ appId }) => appId === participant.appId);
    if (application === undefined || session === null) return [];
    const { logoutUrl, samlLogoutUrl: url, certificates } = application;
    if (participant.protocol === 'saml') {
      return url === null ? [] : [logoutRequestTo(place, participant, { url, certificate: certificates[0] })];
    }
    return logoutUrl === null ? [] : [withParameters(logoutUrl, { sid: session.sid, iss: `${place.base}/v2.0` })];
  });
}
