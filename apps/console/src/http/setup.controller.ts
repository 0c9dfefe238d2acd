import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { parseBody, Problem } from '#service';
import type { Role } from '../sessions/session.js';
import type { SetupLink } from '../sessions/setup-link.js';
import { NoAccountError } from '../storage/account-of.js';
import { askingOf } from './asking.js';
import { browserOf, knownBrowser } from './browser.js';
import { PARTS, type Parts } from './parts.js';
import { forLibrary, LinkBody, NamedLinkBody, SetUpBody } from './passkey-schemas.js';
import { signedIn } from './session-of.js';

const NO_LINK = new Problem(
  401,
  'link-not-valid',
  'This setup link cannot be used: it was used, has expired after 72 hours, or was begun in another browser first. Ask for a new one.',
);
const NO_PASSKEY = new Problem(
  400,
  'passkey-not-made',
  'The passkey could not be made, or it took too long; try again.',
);

/**
 * A setup link makes an account, once, for the browser that is the first to make a passkey by it. To open it changes nothing: what
 * looks through mails opens links, too, and runs their pages.
 */
@Controller('api/setup')
export class SetupController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post('open')
  @HttpCode(200)
  async open(
    @Body(parseBody(LinkBody)) { secret }: Static<typeof LinkBody>,
    @Req() request: FastifyRequest,
  ): Promise<{ tenant: string; roles: readonly Role[]; expiresAt: string }> {
    const { setupLinks, browserCookie } = this.#parts;
    const link = await setupLinks.find(secret, knownBrowser(request, browserCookie));
    if (link === null) throw this.#refused(request);
    const standing = await this.#parts.tenants.of(link.tenantId);
    const tenant = standing !== null && 'tenant' in standing ? standing.tenant.name : '';
    return { tenant, roles: link.roles, expiresAt: link.expiresAt.toISOString() };
  }

  @Post('options')
  @HttpCode(200)
  async options(
    @Body(parseBody(NamedLinkBody)) { secret, name }: Static<typeof NamedLinkBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { link, browser } = await this.#bound(secret, request, reply);
    return this.#parts.passkeys.offer(browser, { id: link.id, name: name.trim() });
  }

  @Post('finish')
  @HttpCode(204)
  async finish(
    @Body(parseBody(SetUpBody)) { secret, name, response }: Static<typeof SetUpBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { passkeys, passkeyStore, sessions, cookie, rangeOf } = this.#parts;
    const { link, browser } = await this.#bound(secret, request, reply);
    const made = await passkeys.made(browser, { ...forLibrary(response), clientExtensionResults: {} });
    if (made === null) throw NO_PASSKEY;
    const asking = askingOf(request, rangeOf(request));
    const who = { tenantId: link.tenantId, name: name.trim(), roles: link.roles };
    if (!(await passkeyStore.setUp({ link, name: who.name, made }, asking))) throw this.#refused(request);
    const passkey = { kind: 'local', methods: ['hwk', 'user'], subject: link.id } as const;
    const how = { ...passkey, address: asking.address, bySetupLink: true };
    const former = signedIn(request)?.session ?? null;
    const token = await sessions.begin({ ...who, ...how }, asking, former).catch((error: unknown) => {
      throw error instanceof NoAccountError ? this.#refused(request) : error;
    });
    void reply.header('set-cookie', cookie.set(token));
  }

  async #bound(
    secret: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ readonly link: SetupLink; readonly browser: string }> {
    const { setupLinks, browserCookie } = this.#parts;
    const browser = browserOf(request, reply, browserCookie);
    const link = await setupLinks.begin(secret, browser);
    if (link === null) throw this.#refused(request);
    return { link, browser };
  }

  #refused(request: FastifyRequest): Error {
    return this.#parts.failures.refusal(request, { reason: 'wrong' }, NO_LINK);
  }
}
