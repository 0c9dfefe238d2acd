import { All, Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { goneOf, noteRequest, NOT_FOUND, Problem, ClientGone } from '#service';
import { isUuid } from '#postgres';
import type { Approved } from '../approvals/approval.js';
import { NO_TENANT, type Session } from '../sessions/session.js';
import { ExchangeAway, ExchangeRefused } from '../upstream/exchange.js';
import { forward, type Answer } from '../upstream/forward.js';
import { audienceOf, baseOf, isServiceName, needsDirectoryToken, type ServiceName } from '../upstream/services.js';
import { withTenant } from '../upstream/tenant-in-path.js';
import { approvableIn, withApproval } from './with-approval.js';
import { PARTS, type Parts } from './parts.js';
import { sessionOf } from './session-of.js';

const FOREIGN_TENANT = new Problem(
  403,
  'foreign-tenant',
  'This names another tenant than the one you are signed in to; write self in its place.',
);

interface Asked {
  readonly service: ServiceName;
  readonly path: string;
  readonly query: string;
  /** The tenant that an operator looks at, by its grant. */
  readonly granted?: string;
  /** What this is, which is done by the approval of another administrator. */
  readonly approved?: Approved;
}

/** The APIs of the services, for who is signed in: each decides by itself what its role may. */
@Controller('api')
export class ApiController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @All(':service/*')
  async pass(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = this.#judge(request);
    const what = approvableIn(asked, request.method);
    await this.#inTurn(asked, request, async () => {
      const answer = await (what === null
        ? this.#answer(asked, request)
        : withApproval(this.#parts, request, {
            what,
            ask: (approved) => this.#answer({ ...asked, approved }, request),
          }));
      await send(answer, reply);
    });
  }

  /** Of a tenant that lets the operators look: scim-api knows whether it does, and each service tells what was read. */
  @Get('granted/:tenantId/:service/*')
  async look(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = this.#judgeLook(request);
    await this.#inTurn(asked, request, async () => {
      await send(await this.#answer(asked, request), reply);
    });
  }

  #answer(asked: Asked, request: FastifyRequest): Promise<Answer> {
    noteRequest(request, { of: asked.service });
    const { session } = sessionOf(request);
    return this.#ask(asked, session, request).then(
      (answer) => {
        this.#parts.places.charge(session.account.tenantId, answer.length);
        return answer;
      },
      (error: unknown) => {
        throw problemFor(error, asked);
      },
    );
  }

  #inTurn(asked: Asked, request: FastifyRequest, work: () => Promise<void>): Promise<void> {
    const { tenantId } = sessionOf(request).session.account;
    return this.#parts.places.run(asked, { tenantId, gone: goneOf(request) }, work);
  }

  /** What is in no committed document is nowhere. */
  #judge(request: FastifyRequest): Asked {
    const [address, query] = splitAt(request.url, '?');
    const [, service = '', path = ''] = /^\/api\/([^/]+)(\/.+)$/.exec(address) ?? [];
    if (!isServiceName(service) || !this.#parts.operations.has(service, request.method, path)) throw NOT_FOUND;
    const own = withTenant(path, sessionOf(request).session.account.tenantId);
    if (own === null) throw FOREIGN_TENANT;
    return { service, path: own, query };
  }

  #judgeLook(request: FastifyRequest): Asked {
    const [address, query] = splitAt(request.url, '?');
    const [, granted = '', service = '', path = ''] = /^\/api\/granted\/([^/]+)\/([^/]+)(\/.+)$/.exec(address) ?? [];
    const isThere = isServiceName(service) && isUuid(granted) && !path.startsWith('/admin/');
    if (!isThere || !this.#parts.operations.has(service, 'GET', path)) throw NOT_FOUND;
    if (sessionOf(request).session.account.tenantId !== NO_TENANT) throw NOT_PERMITTED;
    return { service, path, query, granted };
  }

  /** A token that should be good and is not is got anew, once: keys may have been rotated, or the service was restored. */
  async #ask(asked: Asked, session: Session, request: FastifyRequest): Promise<Answer> {
    const answer = await this.#forward(asked, session, request);
    if (answer.status !== 401) return answer;
    answer.body.destroy();
    this.#parts.tokens.drop(session, audienceOf(asked.service, asked.path), asked.granted);
    const again = await this.#forward(asked, session, request);
    if (again.status !== 401) return again;
    again.body.destroy();
    // Of the console's own token: the page's session is as good as before.
    throw new ExchangeRefused(401, 'token-not-taken');
  }

  async #forward(asked: Asked, session: Session, request: FastifyRequest): Promise<Answer> {
    const { service, path, query, granted, approved } = asked;
    const { services, tokens } = this.#parts;
    const audience = audienceOf(service, path);
    const token = await (approved === undefined
      ? tokens.of(session, audience, granted)
      : tokens.once(session, audience, approved));
    const directoryToken = needsDirectoryToken(service, path) ? await tokens.of(session, 'directory') : undefined;
    const { accept, 'if-match': ifMatch } = request.headers;
    return forward({
      url: baseOf(services[service], path) + path + (query === '' ? '' : `?${query}`),
      method: request.method,
      token,
      directoryToken,
      accept,
      ifMatch,
      body: bodyOf(request),
      gone: goneOf(request) ?? new AbortController().signal,
    });
  }
}

/** Until all of it is sent. */
function send({ status, headers, body }: Answer, reply: FastifyReply): FastifyReply {
  void reply.status(status).headers(headers);
  return reply.send(body);
}

function bodyOf({ method, body }: FastifyRequest): string | undefined {
  return method === 'GET' || method === 'HEAD' || body === undefined || body === null
    ? undefined
    : JSON.stringify(body);
}

function problemFor(error: unknown, { service, granted }: Asked): unknown {
  if (error instanceof Problem || error instanceof ClientGone) return error;
  // RFC 8693 §2.2.2: no role of the account opens anything there.
  const isRefused = error instanceof ExchangeRefused && error.code === 'invalid_target';
  if (isRefused) return granted === undefined ? NOT_PERMITTED : NO_GRANT;
  // Whoever is asked may be well: the token for it cannot be got.
  return away(error instanceof ExchangeAway ? 'scim-api' : service, error);
}

const NO_GRANT = new Problem(
  403,
  'no-grant',
  'No grant of this tenant holds: one of its identity administrators gives one, for hours, under Team and access.',
);

const NOT_PERMITTED = new Problem(
  403,
  'not-permitted',
  'Your role opens nothing there; ask an identity administrator.',
);

/** The rest of the page goes on: only what this service has is not there. */
function away(service: ServiceName, error: unknown): Problem {
  const code = error instanceof ExchangeRefused ? 'not-let-in' : 'service-away';
  const detail = `${NAMES[service]} cannot be asked at this moment. What you see from elsewhere is not affected; try again.`;
  return new Problem(503, code, detail, { service });
}

const NAMES: Readonly<Record<ServiceName, string>> = {
  'scim-api': 'Provisioning',
  directory: 'The directory',
  audit: 'The audit log',
  notifier: 'The notifier',
};

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
