import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { parseBody, Problem } from '#service';
import { BarredError, NoAccountError } from '../storage/account-of.js';
import type { KnownPasskey } from '../storage/passkey-store.js';
import { askingOf } from './asking.js';
import { browserOf, knownBrowser } from './browser.js';
import { PARTS, type Parts } from './parts.js';
import { PasskeyBody } from './passkey-schemas.js';
import { signedIn } from './session-of.js';

const NOT_TAKEN = new Problem(
  401,
  'passkey-not-taken',
  'This passkey lets nobody in here, or it took too long; try again, or ask an identity administrator for a setup link.',
);

/** Of a passkey that was found to be right: nobody else learns it. */
const BARRED = new Problem(
  401,
  'single-sign-on',
  'Your company signs in by single sign-on with Entra, and passkeys are refused but for emergency accounts; sign in with Entra.',
);

/** Signing in by a passkey: the same answer for one that is not known and one that does not fit. */
@Controller('api/session/passkey')
export class PasskeyController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post('options')
  @HttpCode(200)
  options(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { passkeys, browserCookie } = this.#parts;
    return passkeys.ask(browserOf(request, reply, browserCookie));
  }

  @Post()
  @HttpCode(204)
  async signIn(
    @Body(parseBody(PasskeyBody)) { response }: Static<typeof PasskeyBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { sessions, cookie, failures, rangeOf } = this.#parts;
    const known = await this.#judge(response, request);
    if (known === null) throw failures.refusal(request, { reason: 'wrong' }, NOT_TAKEN);
    const asking = askingOf(request, rangeOf(request));
    const how = { kind: 'local', methods: ['hwk', 'user'], address: asking.address } as const;
    const former = signedIn(request)?.session ?? null;
    const token = await sessions.begin({ ...known.owner, ...how }, asking, former).catch((error: unknown) => {
      if (error instanceof NoAccountError) throw failures.refusal(request, { reason: 'wrong' }, NOT_TAKEN);
      throw error instanceof BarredError ? failures.refusal(request, { reason: 'revoked' }, BARRED) : error;
    });
    void reply.header('set-cookie', cookie.set(token));
  }

  async #judge(
    response: Static<typeof PasskeyBody>['response'],
    request: FastifyRequest,
  ): Promise<KnownPasskey | null> {
    const { passkeys, passkeyStore, browserCookie } = this.#parts;
    const browser = knownBrowser(request, browserCookie);
    const known = await passkeyStore.find(response.id);
    if (browser === undefined || known === null) return null;
    const used = await passkeys.used(browser, { ...response, clientExtensionResults: {} }, known);
    return used !== null && (await passkeyStore.use(known, used)) ? known : null;
  }
}
