import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NOT_FOUND } from '#service';
import type { Microsoft, Unjudged } from '../oidc/microsoft.js';
import { NO_TENANT } from '../sessions/session.js';
import type { Found } from '../sign-on/found.js';
import type { CodeSecrets, Going, LoginState } from '../sign-on/login-state.js';
import { heldAgainstOf, type HeldAgainst } from '../sign-on/settings.js';
import { answerIn, hasState, isBare, orNotValid, refusalIn, SIGNED_OUT, type NotTaken } from './code-answer.js';
import { comeBack, goOn, refuse, takeLogin } from './come-back.js';
import { PARTS, type Parts } from './parts.js';

type Secrets = CodeSecrets<'microsoft'>;

/** Whom an answer names, and which tenants of ours take people of that tenant of Entra. */
interface Named {
  readonly found: Found;
  readonly tenants: readonly string[];
  readonly heldAgainst: HeldAgainst;
}

/** The way back from “Sign in with Microsoft”. */
@Controller('sso/microsoft')
export class MicrosoftController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { microsoft } = this.#parts.signOn;
    if (microsoft === null) throw NOT_FOUND;
    const exchange = { request, reply };
    const answer = answerIn(request, microsoft.redirectUri);
    if (isBare(answer)) {
      goOn(reply, SIGNED_OUT);
      return;
    }
    const isAnswer = ({ state }: Secrets): boolean => hasState(answer, state);
    const login = await takeLogin(this.#parts, request, { method: 'microsoft', isAnswer });
    if (typeof login === 'string') {
      refuse(this.#parts, exchange, { code: login });
      return;
    }
    const named = await this.#named(microsoft, login, answer);
    if ('code' in named) refuse(this.#parts, exchange, { ...named, over: 'microsoft', going: login });
    else await this.#letIn(exchange, login, named);
  }

  async #named(
    microsoft: Microsoft,
    { tenantId, secrets }: LoginState & { readonly secrets: Secrets },
    answer: URL,
  ): Promise<Named | NotTaken> {
    const refusal = refusalIn(answer);
    if (refusal !== null) return refusal;
    const expected =
      tenantId === NO_TENANT ? null : ((await this.#parts.signOn.store.find(tenantId)).microsoft ?? 'off');
    if (expected === 'off') return { code: 'off' };
    const heldAgainst = expected === null ? null : heldAgainstOf(expected);
    const tid = heldAgainst?.tid ?? null;
    const unjudged = await orNotValid(this.#parts, tenantId, () => microsoft.redeem({ answer, secrets }, tid));
    if ('code' in unjudged) return unjudged;
    if (heldAgainst !== null) return this.#judged(microsoft, unjudged, { heldAgainst, tenants: [tenantId] });
    // Nobody said beforehand whose they are: it is held against the installation’s app as it is.
    const { cloud, clientId: appId } = microsoft.app;
    const tenants = await this.#parts.signOn.store.ofEntra(unjudged.tid);
    const own = { cloud, tid: unjudged.tid, appId, secret: null };
    return this.#judged(microsoft, unjudged, { heldAgainst: own, tenants });
  }

  async #judged(
    microsoft: Microsoft,
    unjudged: Unjudged,
    { heldAgainst, tenants }: Pick<Named, 'heldAgainst' | 'tenants'>,
  ): Promise<Named | NotTaken> {
    if (unjudged.tid !== heldAgainst.tid) return { code: 'not-yours' };
    const [first] = tenants;
    // The keys of a tenant of Entra that nobody here has to do with are not asked for.
    if (first === undefined) return { code: 'unknown-company' };
    const found = await orNotValid(this.#parts, first, () => microsoft.judge(unjudged));
    if ('code' in found) return found;
    // By its own app a company lets in whom it wants; by everybody’s it is its own people.
    return found.isGuest === true ? { code: 'guest' } : { found, tenants, heldAgainst };
  }

  async #letIn(
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    login: Going,
    { found, tenants: [first = NO_TENANT, ...others], heldAgainst }: Named,
  ): Promise<void> {
    if (others.length === 0) {
      const going = { ...login, tenantId: first };
      await comeBack(this.#parts, { request, reply }, { going, found, heldAgainst });
      return;
    }
    const { choices, cookie } = this.#parts.signOn;
    const { to, former } = login;
    void reply.header('set-cookie', cookie.end('microsoft'));
    void reply.header('set-cookie', choices.set(found, { heldAgainst, tenants: [first, ...others], to, former }));
    goOn(reply, '/sign-in?choose=company');
  }
}
