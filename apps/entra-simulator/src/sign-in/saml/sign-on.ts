import { take } from '../browser-sessions.js';
import type { Errand } from '../errands.js';
import type { Application } from '../identity-provider.js';
import { postingPage } from '../pages.js';
import { applicationOf, type Place } from '../place.js';
import { Refusal } from '../refusal.js';
import { given, type Reply } from '../reply.js';
import { authnRequestOf, type Received } from './message.js';
import { failureOf, PERSISTENT, successOf, type Answering } from './response.js';
import { subjectOf } from './subject.js';

/** An AuthnRequest as what has to be done for it. @throws Refusal */
export function signingOn(place: Place, { element, relayState }: Received, query: URLSearchParams): Errand {
  const request = authnRequestOf(element);
  const application = serviceProviderOf(place, request.issuer);
  if (request.context !== null && !request.context.endsWith(':Password')) {
    throw new Refusal(75011, request.context, application.displayName);
  }
  const answering = { replyUrl: replyUrlOf(application, request.replyUrl), inResponseTo: request.id };
  const errand = errandOf(application, answering, { relayState, format: request.nameIdFormat });
  return { ...errand, isForced: request.isForced, isSilent: request.isPassive, hint: query.get('login_hint') };
}

/** The tile of *My Apps*, which nobody asked for. @throws Refusal */
export function launching(place: Place, appId: string, relayState: string | null): Errand {
  const application = applicationOf(place, appId);
  if (application.identifier === null) throw new Refusal(700016, appId, place.provider.tenantId);
  const answering = { replyUrl: replyUrlOf(application, null), inResponseTo: null };
  return errandOf(application, answering, { relayState, format: PERSISTENT });
}

export function serviceProviderOf({ provider }: Place, identifier: string): Application {
  const found = provider.applications.find((one) => one.identifier === identifier);
  if (found === undefined) throw new Refusal(700016, identifier, provider.tenantId);
  return found;
}

function replyUrlOf({ replyUrls, identifier, appId }: Application, asked: string | null): string {
  const [first] = replyUrls;
  const url = asked ?? first;
  if (url === undefined || !replyUrls.includes(url))
    throw new Refusal(50011, 'reply URL', url ?? '', identifier ?? appId);
  return url;
}

function errandOf(
  application: Application,
  answering: Answering,
  { relayState, format }: { readonly relayState: string | null; readonly format: string | null },
): Errand {
  const posted = (text: string): Reply => {
    const fields = { SAMLResponse: Buffer.from(text).toString('base64'), RelayState: relayState };
    return postingPage(answering.replyUrl, given(fields));
  };
  return {
    application,
    isForced: false,
    maxAgeSeconds: null,
    isSilent: false,
    hint: null,
    succeed: (who, place) => {
      const subject = subjectOf(place, application, who, format);
      const { text, sessionIndex } = successOf(place, current(place, application), answering, subject);
      const { appId } = application;
      take(who.session.participants, { appId, protocol: 'saml', nameId: subject.nameId, sessionIndex });
      return posted(text);
    },
    fail: (refusal, place) => posted(failureOf(place, answering, refusal)),
  };
}

/** As it is configured now: somebody may have looked at the page while its certificate was rolled over. */
function current({ provider }: Place, application: Application): Application {
  return provider.applications.find(({ appId }) => appId === application.appId) ?? application;
}
