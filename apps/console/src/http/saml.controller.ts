import { randomBytes } from 'node:crypto';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Vouched } from '../saml/guard-response.js';
import { peek } from '../saml/peek.js';
import { insist, SamlRefused, type SamlFault } from '../saml/saml-fault.js';
import { spMetadata } from '../saml/sp-metadata.js';
import { subjectOf } from '../sign-on/complete.js';
import type { Found } from '../sign-on/found.js';
import type { Going } from '../sign-on/login-state.js';
import { ownPath } from '../sign-on/own-path.js';
import type { Refusal } from '../sign-on/refusal.js';
import { comeBack, refuse, takeLogin } from './come-back.js';
import { continuePage, continuePolicy } from './continue-page.js';
import { fieldOf } from './form.js';
import { PARTS, type Parts } from './parts.js';
import type { SamlParts } from './saml-parts.js';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The way back from Entra by SAML. */
@Controller('sso/saml')
export class SamlController {
  readonly #parts: Parts;
  readonly #saml: SamlParts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
    this.#saml = parts.signOn.saml;
  }

  @Get('metadata')
  metadata(@Res() reply: FastifyReply): FastifyReply {
    return reply.type('application/samlmetadata+xml').send(spMetadata(this.#saml.own));
  }

  /** A form of another site, which brings no token of ours: what it may set is the session that the assertion is about. */
  @Post('acs')
  async acs(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const message = fieldOf(request.body, 'SAMLResponse');
    await this.#refusing({ request, reply }, async () => {
      const { isAnswer, tid } = peek(message);
      if (isAnswer) await this.#answered(message, { request, reply });
      else await this.#unasked({ message, tid }, { request, reply });
    });
  }

  /** Of our own page: somebody whom Entra sent unasked says that it is them. */
  @Post('continue')
  async goOn(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#refusing({ request, reply }, async () => {
      const { tickets } = this.#saml;
      const site = request.headers['sec-fetch-site'];
      const ticket = tickets.read(request.headers.cookie, fieldOf(request.body, 'token'));
      insist(ticket !== null && (site === undefined || site === 'same-origin'), 'no-login');
      insist(await this.#parts.signOn.logins.use(ticket), 'replayed');
      const { tenantId, nameId, to } = ticket;
      const found = { ...ticket.found, authTime: new Date(ticket.found.authTime) };
      const going: Going = { tenantId, purpose: 'sign-in', to, account: null, former: null };
      void reply.header('set-cookie', tickets.end);
      await this.#saml.store.know(tenantId, { nameId, subject: subjectOf(found) });
      await comeBack(this.#parts, { request, reply }, { going, found, heldAgainst: null });
    });
  }

  async #answered(message: string, exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const sent = this.#parts.signOn.cookie.read(request.headers.cookie);
    insist(sent?.secrets.method === 'saml', 'no-login');
    const { requestId } = sent.secrets;
    const asked = { requestId, isFresh: sent.purpose === 'step-up' };
    const vouched = await this.#saml.judge.answer(sent.tenantId, message, asked);
    insist(vouched.isAnswer, 'in-response-to');
    const isAnswer = (secrets: { readonly requestId: string }): boolean => secrets.requestId === requestId;
    const login = await takeLogin(this.#parts, request, { method: 'saml', isAnswer });
    insist(typeof login !== 'string', 'replayed');
    await this.#use(vouched);
    const { tenantId } = login;
    await this.#saml.store.know(tenantId, { nameId: vouched.nameId, subject: subjectOf(vouched) });
    const { heldAgainst } = vouched;
    await comeBack(this.#parts, exchange, { going: login, found: foundIn(vouched), heldAgainst });
  }

  /** Nobody is signed in by a form that a foreign page may have sent: they are asked first, by a page of this site. */
  async #unasked(
    { message, tid }: { readonly message: string; readonly tid: string | undefined },
    { request, reply }: Exchange,
  ): Promise<void> {
    const { tenantId, vouched } = await this.#saml.judge.unasked(message, tid);
    await this.#use(vouched);
    const to = ownPath(fieldOf(request.body, 'RelayState'));
    const found = { ...foundIn(vouched), authTime: vouched.authTime.toISOString() };
    const { tickets } = this.#saml;
    const ticket = tickets.make({ tenantId, found, nameId: vouched.nameId, to });
    const nonce = randomBytes(16).toString('base64url');
    const languages = request.headers['accept-language'];
    const html = continuePage({ name: vouched.name, token: ticket.token, nonce, languages });
    void reply.header('set-cookie', tickets.set(ticket)).header('cache-control', 'no-store');
    void reply.type('text/html; charset=utf-8').header('content-security-policy', continuePolicy(nonce));
    return reply.status(200).send(html);
  }

  async #use(vouched: Vouched): Promise<void> {
    insist(await this.#saml.store.use(vouched.tid, vouched), 'replayed');
  }

  async #refusing(exchange: Exchange, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SamlRefused)) throw error;
      this.#parts.logger.warn({ code: error.code }, 'what came from Entra by SAML was not taken');
      refuse(this.#parts, exchange, { code: REFUSALS[error.code] ?? 'not-valid' });
    }
  }
}

const REFUSALS: Readonly<Partial<Record<SamlFault, Refusal>>> = {
  cancelled: 'cancelled',
  expired: 'expired',
  'not-fresh': 'expired',
  replayed: 'expired',
  'no-login': 'expired',
  off: 'off',
  unsolicited: 'off',
  tenant: 'not-yours',
};

function foundIn({ tid, oid, sessionIndex, name, roles, authTime }: Vouched): Found {
  return { method: 'saml', tid, oid, sid: sessionIndex ?? null, name, appRoles: roles, authTime };
}
