import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { goneOf } from '#service';
import type { Leaving } from '../saml/judge-logout.js';
import { SamlRefused } from '../saml/saml-fault.js';
import { askingOf } from './asking.js';
import { PARTS, type Parts } from './parts.js';
import type { SamlParts } from './saml-parts.js';

/** Single logout, begun at Entra at any time: a GET that ends sessions, for so SAML has it. */
@Controller('sso/saml/logout')
export class SamlLogoutController {
  readonly #parts: Parts;
  readonly #saml: SamlParts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
    this.#saml = parts.signOn.saml;
  }

  @Get()
  async logout(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const leaving = await this.#judge(request.url.slice(request.url.indexOf('?') + 1), request);
    if (leaving !== null) {
      await this.#endNamed(leaving, request);
      await this.#endOwn(leaving, request, reply);
    }
    return reply
      .status(303)
      .header('location', leaving?.backTo ?? '/sign-in')
      .header('cache-control', 'no-store')
      .send('');
  }

  /** What is none, an answer for example, leads to where one signs in. */
  async #judge(query: string, request: FastifyRequest): Promise<Leaving | null> {
    const { judgeLogout, turns } = this.#saml;
    const sender = { network: this.#parts.rangeOf(request), size: query.length, gone: goneOf(request) };
    try {
      return await judgeLogout(query, (work) => turns.others.look(sender, work));
    } catch (error) {
      if (!(error instanceof SamlRefused)) throw error;
      this.#parts.logger.warn({ code: error.code }, 'a request to log out was not taken');
      return null;
    }
  }

  async #endNamed({ request: asked, signedFor, tid }: Leaving, request: FastifyRequest): Promise<void> {
    const { signOn, rangeOf } = this.#parts;
    const asking = askingOf(request, rangeOf(request));
    for (const tenantId of signedFor) await this.#saml.store.endOfName(tenantId, asked.nameId, asking);
    if (signedFor.length === 0) return;
    for (const index of asked.sessionIndexes) await signOn.logins.endOfSid(index, tid, asking);
  }

  /** Of this very browser, signed or not: to follow an address of ours is all that it takes to sign oneself out. */
  async #endOwn({ unsignedFor, signedFor }: Leaving, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { cookie, sessions, rangeOf } = this.#parts;
    const token = cookie.read(request.headers.cookie);
    const session = token === undefined ? null : await sessions.find(token);
    if (session?.account.kind !== 'saml') return;
    if (![...unsignedFor, ...signedFor].includes(session.account.tenantId)) return;
    await sessions.end(session, askingOf(request, rangeOf(request)));
    void reply.header('set-cookie', cookie.end);
  }
}
