import { randomBytes } from 'node:crypto';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BoundedMap, goneOf } from '#service';
import { glance, type Glance } from '../saml/glance.js';
import type { Vouched } from '../saml/guard-response.js';
import type { Reading, Sender } from '../saml/message-turns.js';
import { peek } from '../saml/peek.js';
import { insist, SamlRefused, type SamlFault } from '../saml/saml-fault.js';
import { spMetadata } from '../saml/sp-metadata.js';
import { faultOfSaml } from '../saml/test-fault.js';
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

interface Answer {
  readonly message: string;
  readonly names: Glance['names'];
}

/** Messages that are read for one login: a right one needs one, and a second one where a key is new. */
export const MOST_READ_OF_LOGIN = 5;
/** Each was read once, and is remembered for longer than its login lasts. */
const MAX_READ_LOGINS = 10_000;

/** The way back from Entra by SAML. */
@Controller('sso/saml')
export class SamlController {
  readonly #parts: Parts;
  readonly #saml: SamlParts;
  /** How many messages were read, by login. */
  readonly #read = new BoundedMap<string, number>(MAX_READ_LOGINS);

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
      const { isAnswer, names } = glance(message);
      if (isAnswer) await this.#answered({ message, names }, { request, reply });
      else await this.#unasked(message, { request, reply });
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
      const { tenantId, nameId, to, heldAgainst } = ticket;
      const found = { ...ticket.found, authTime: new Date(ticket.found.authTime) };
      const going: Going = { tenantId, purpose: 'sign-in', to, account: null, former: null };
      void reply.header('set-cookie', tickets.end);
      await this.#saml.store.know(tenantId, { nameId, subject: subjectOf(found) });
      await comeBack(this.#parts, { request, reply }, { going, found, heldAgainst, isUnasked: true });
    });
  }

  /** What is none to this browser's login is refused unread: that costs nothing, and anybody may send it. */
  async #answered({ message, names }: Answer, exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const sent = this.#parts.signOn.cookie.read(request.headers.cookie);
    insist(sent?.secrets.method === 'saml', 'no-login');
    const { requestId } = sent.secrets;
    insist(names(requestId), 'in-response-to');
    this.#assertMayRead(sent.id);
    const read: Reading = (work) =>
      this.#saml.turns.answers.judge(this.#senderOf(request, message), () => {
        this.#assertMayRead(sent.id);
        this.#read.set(sent.id, this.#readOf(sent.id) + 1);
        return work();
      });
    const asked = { requestId, isFresh: sent.purpose === 'step-up', read };
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
  async #unasked(message: string, { request, reply }: Exchange): Promise<void> {
    const { others } = this.#saml.turns;
    const sender = this.#senderOf(request, message);
    const { isAnswer, tid } = await others.look(sender, () => peek(message));
    insist(!isAnswer, 'in-response-to');
    const read: Reading = (work) => others.judge(sender, work);
    const { tenantId, vouched } = await this.#saml.judge.unasked(message, tid, read);
    await this.#use(vouched);
    const to = ownPath(fieldOf(request.body, 'RelayState'));
    const found = { ...foundIn(vouched), authTime: vouched.authTime.toISOString() };
    const { tickets } = this.#saml;
    const ticket = tickets.make({ tenantId, found, nameId: vouched.nameId, heldAgainst: vouched.heldAgainst, to });
    const nonce = randomBytes(16).toString('base64url');
    const languages = request.headers['accept-language'];
    const html = continuePage({ name: vouched.name, token: ticket.token, nonce, languages });
    void reply.header('set-cookie', tickets.set(ticket)).header('cache-control', 'no-store');
    void reply.type('text/html; charset=utf-8').header('content-security-policy', continuePolicy(nonce));
    return reply.status(200).send(html);
  }

  /** A login of which so much was read is over: whoever it is goes to Entra once more. */
  #assertMayRead(loginId: string): void {
    insist(this.#readOf(loginId) < MOST_READ_OF_LOGIN, 'no-login');
  }

  #readOf(loginId: string): number {
    return this.#read.get(loginId) ?? 0;
  }

  #senderOf(request: FastifyRequest, message: string): Sender {
    return { network: this.#parts.rangeOf(request), size: message.length, gone: goneOf(request) };
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
      const code = REFUSALS[error.code] ?? 'not-valid';
      const fault = code === 'not-valid' ? { fault: faultOfSaml(error.code) } : {};
      // A login that is not over: the browser has it, and its answer may come yet.
      const login = this.#parts.signOn.cookie.read(exchange.request.headers.cookie);
      const begun = login?.secrets.method === 'saml' ? { going: login, method: 'saml' as const } : {};
      refuse(this.#parts, exchange, { code, ...fault, ...begun });
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
