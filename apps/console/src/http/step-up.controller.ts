import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { parseBody, Problem } from '#service';
import { methodOf } from '../sign-on/settings.js';
import { leaveFor } from './leave-for.js';
import { PARTS, type Parts } from './parts.js';
import { sessionOf } from './session-of.js';
import { StepUpBody } from './sign-on-schemas.js';

const BY_PASSKEY = new Problem(
  409,
  'not-by-entra',
  'This account signs in here, and not with Entra: use its passkey, or its link, once more.',
);
const OFF = new Problem(
  409,
  'sign-on-off',
  'Signing in with Entra has been turned off for this tenant; sign in anew in another way.',
);

/** Saying once more who one is, for what needs a fresh sign-in. */
@Controller('api/session/step-up')
export class StepUpController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post()
  @HttpCode(200)
  async stepUp(
    @Body(parseBody(StepUpBody)) { to }: Static<typeof StepUpBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly url: string }> {
    const { session } = sessionOf(request);
    const { tenantId, kind, id } = session.account;
    if (kind !== 'oidc' && kind !== 'saml') throw BY_PASSKEY;
    const settings = await this.#parts.signOn.store.find(tenantId);
    const way = await this.#parts.sessions.wayOf(session);
    const method = methodOf(settings, way ?? kind);
    if (method === null) throw OFF;
    const going = { tenantId, purpose: 'step-up', to, account: id, former: session } as const;
    return { url: await leaveFor(this.#parts, reply, { method, settings, going }) };
  }
}
