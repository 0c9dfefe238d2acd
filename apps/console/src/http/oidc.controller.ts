import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Oidc } from '../oidc/oidc.js';
import type { CodeSecrets } from '../sign-on/login-state.js';
import { heldAgainstOf } from '../sign-on/settings.js';
import { askingOf } from './asking.js';
import { answerIn, hasState, isBare, orNotValid, refusalIn, SIGNED_OUT, type NotTaken } from './code-answer.js';
import { comeBack, goOn, refuse, takeLogin, type Back } from './come-back.js';
import { PARTS, type Parts } from './parts.js';

type Secrets = CodeSecrets<'oidc'>;
type Judged = Pick<Back, 'found' | 'heldAgainst'>;

export const OIDC = Symbol('OIDC');
const MOST_SID = 200;

/** The way back from Entra by OpenID Connect, and what Entra says of who signed out there. */
@Controller('sso/oidc')
export class OidcController {
  readonly #parts: Parts;
  readonly #oidc: Oidc;

  constructor(@Inject(PARTS) parts: Parts, @Inject(OIDC) oidc: Oidc) {
    this.#parts = parts;
    this.#oidc = oidc;
  }

  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = answerIn(request, this.#oidc.redirectUri);
    if (isBare(answer)) {
      goOn(reply, SIGNED_OUT);
      return;
    }
    const isAnswer = ({ state }: Secrets): boolean => hasState(answer, state);
    const login = await takeLogin(this.#parts, request, { method: 'oidc', isAnswer });
    if (typeof login === 'string') {
      refuse(this.#parts, { request, reply }, { code: login });
      return;
    }
    const found = await this.#found(login.tenantId, { answer, secrets: login.secrets });
    if ('code' in found) refuse(this.#parts, { request, reply }, { ...found, over: 'oidc', going: login });
    else await comeBack(this.#parts, { request, reply }, { going: login, ...found });
  }

  /** Front-channel logout: in a frame of Entra's, where no cookie of ours comes along. It ends what it names, and says nothing. */
  @Get('logout')
  async logout(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = new URL(request.url, this.#oidc.redirectUri).searchParams;
    const [sid = '', ...more] = asked.getAll('sid');
    const tid = tidIn(asked.get('iss'));
    if (sid !== '' && sid.length <= MOST_SID && more.length === 0 && tid !== null) {
      const { signOn, rangeOf } = this.#parts;
      await signOn.logins.endOfSid(sid, tid, askingOf(request, rangeOf(request)));
    }
    void reply.header('cache-control', 'no-store').status(200).send('');
  }

  async #found(
    tenantId: string,
    given: { readonly answer: URL; readonly secrets: Secrets },
  ): Promise<Judged | NotTaken> {
    const refusal = refusalIn(given.answer);
    if (refusal !== null) return refusal;
    const { oidc } = await this.#parts.signOn.store.find(tenantId);
    if (oidc === null) return { code: 'off' };
    const found = await orNotValid(this.#parts, tenantId, () => this.#oidc.redeem(oidc, given));
    return 'code' in found ? found : { found, heldAgainst: heldAgainstOf(oidc) };
  }
}

/** Of an issuer of Entra. Undefined: it names none. null: it is none. */
function tidIn(issuer: string | null): string | undefined | null {
  if (issuer === null) return undefined;
  return /\/([0-9a-f-]{36})(\/v2\.0)?\/?$/.exec(issuer)?.[1] ?? null;
}
