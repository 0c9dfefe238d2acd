import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { parseBody, permissionsOf, Problem, type FailureReason } from '#service';
import { readLink } from '../sessions/demonstration.js';
import { csrfOf, type Session } from '../sessions/session.js';
import { askingOf } from './asking.js';
import { PARTS, type Parts } from './parts.js';
import { DemonstrationBody, PreferencesBody, type SessionView } from './session-schemas.js';
import { sessionOf, signedIn } from './session-of.js';
import { signOutAtEntra } from './sign-out-at-entra.js';

const NO_LINK = new Problem(
  401,
  'link-not-valid',
  'This link lets nobody in: it belongs to another start of the demonstration. The present ones are in .rollcall/run.json.',
);

/** Who is signed in. */
@Controller('api/session')
export class SessionController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get()
  async show(@Req() request: FastifyRequest): Promise<SessionView> {
    const { session, token } = sessionOf(request);
    const since = await this.#parts.people.unheardSince(session.account.tenantId);
    const endsIn = await this.#parts.sessions.endsIn(session);
    const told = { csrf: csrfOf(token), endsIn, peopleUnheardSince: since?.toISOString() ?? null };
    return { ...viewOf(session), tenant: await this.#tenantOf(session), ...told };
  }

  /** A link of the demonstration: its page has taken the secret from its fragment, which no server has seen. */
  @Post('demo')
  @HttpCode(204)
  async signIn(
    @Body(parseBody(DemonstrationBody)) { secret }: Static<typeof DemonstrationBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { sessions, cookie, demonstrationKey } = this.#parts;
    const link = readLink(secret, demonstrationKey);
    if (link === null) throw this.#refused(request, 'wrong');
    const asking = askingOf(request, this.#parts.rangeOf(request));
    const { as: subject, tenantId, name, roles } = link;
    const how = { kind: 'demonstration', methods: ['demo'], address: asking.address } as const;
    const signIn = { tenantId, subject, name, roles, ...how };
    const token = await sessions.begin(signIn, asking, signedIn(request)?.session ?? null);
    void reply.header('set-cookie', cookie.set(token));
  }

  /** First here, then, where the session began by OpenID Connect, at Entra: by the address that is told. */
  @Delete()
  @HttpCode(200)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly url: string | null }> {
    const { sessions, cookie, rangeOf } = this.#parts;
    const { session } = sessionOf(request);
    const way = await sessions.end(session, askingOf(request, rangeOf(request)));
    void reply.header('set-cookie', cookie.end);
    return { url: await signOutAtEntra(this.#parts, session.account.tenantId, way) };
  }

  @Patch()
  async prefer(
    @Body(parseBody(PreferencesBody)) { locale, theme }: Static<typeof PreferencesBody>,
    @Req() request: FastifyRequest,
  ): Promise<{ locale: string | null; theme: string | null }> {
    const { account } = sessionOf(request).session;
    await this.#parts.sessions.prefer(account, locale ?? null, theme ?? null);
    return { locale: locale ?? account.locale, theme: theme ?? account.theme };
  }

  async #tenantOf(session: Session): Promise<SessionView['tenant']> {
    const standing = await this.#parts.tenants.of(session.account.tenantId);
    return standing !== null && 'tenant' in standing ? standing.tenant : null;
  }

  #refused(request: FastifyRequest, reason: FailureReason): Error {
    return this.#parts.failures.refusal(request, { reason }, NO_LINK);
  }
}

function viewOf({
  account,
  authTime,
  endsAt,
}: Session): Omit<SessionView, 'tenant' | 'csrf' | 'endsIn' | 'peopleUnheardSince'> {
  const { id, name, kind, roles, locale, theme, person, seesSensitive } = account;
  return {
    account: { id, name, kind, person },
    roles: [...roles],
    permissions: [...permissionsOf(roles, seesSensitive)].sort(),
    locale,
    theme,
    authTime: authTime.toISOString(),
    expiresAt: endsAt.toISOString(),
  };
}
