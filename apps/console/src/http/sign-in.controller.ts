import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { NOT_FOUND, parseBody, TooManyFailures } from '#service';
import { methodOf, NO_SIGN_ON } from '../sign-on/settings.js';
import { NO_TENANT } from '../sessions/session.js';
import { leaveFor } from './leave-for.js';
import { PARTS, type Parts } from './parts.js';
import { signedIn } from './session-of.js';
import { MicrosoftSignInBody, SignInBody } from './sign-on-schemas.js';

/** No answer comes sooner: what there is to ask of whom takes less, mostly, and its time would say whether there was anything. */
const NO_SOONER_MS = 250;

/** Where somebody signs in. Who is not known, and whose tenant lets nobody in so, get one answer. */
@Controller('api/sign-in')
export class SignInController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  /** What the page offers to everybody. */
  @Get()
  offers(): { readonly microsoft: boolean; readonly demonstration: boolean } {
    const { signOn, demonstrationKey } = this.#parts;
    return { microsoft: signOn.microsoft !== null, demonstration: demonstrationKey !== undefined };
  }

  /** By the installation’s own app: whose they are is what Entra says. */
  @Post('microsoft')
  @HttpCode(200)
  async withMicrosoft(
    @Body(parseBody(MicrosoftSignInBody)) { to }: Static<typeof MicrosoftSignInBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly url: string }> {
    if (this.#parts.signOn.microsoft === null) throw NOT_FOUND;
    const former = signedIn(request)?.session ?? null;
    const going = { tenantId: NO_TENANT, purpose: 'sign-in', to: to ?? '/', account: null, former } as const;
    return { url: await leaveFor(this.#parts, reply, { method: 'microsoft', settings: NO_SIGN_ON, going }) };
  }

  @Post()
  @HttpCode(200)
  async signIn(
    @Body(parseBody(SignInBody)) { who, to }: Static<typeof SignInBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly url: string | null }> {
    const [url] = await Promise.all([this.#urlFor(who, to, { request, reply }), pause(NO_SOONER_MS)]);
    if (url !== null) return { url };
    const failed = this.#parts.failures.refusal(request, { reason: 'unknown' }, new Error('nobody is known so'));
    if (failed instanceof TooManyFailures) throw failed;
    return { url: null };
  }

  async #urlFor(
    who: string,
    to: string | undefined,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): Promise<string | null> {
    const { tenants, signOn, failures, rangeOf } = this.#parts;
    const from = { address: rangeOf(request), isSlowed: failures.isSlowed(request) };
    const tenantId = await tenants.called(who.trim().toLowerCase(), from);
    const settings = await signOn.store.find(tenantId ?? NOBODY);
    const method = methodOf(settings);
    if (tenantId === null || method === null) return null;
    const former = signedIn(request)?.session ?? null;
    const going = { tenantId, purpose: 'sign-in', to: to ?? '/', account: null, former } as const;
    return leaveFor(this.#parts, reply, { method, settings, going });
  }
}

/** Asked for all the same. */
const NOBODY = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
