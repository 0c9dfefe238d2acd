import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { NOT_FOUND, parseBody, Problem } from '#service';
import type { Session } from '../sessions/session.js';
import type { Enforcing, Preview } from '../storage/enforcement-store.js';
import { assertMay } from './assert-may.js';
import { changing, changingOf, readingOf } from './changing.js';
import { NO_LEAVE } from './no-leave.js';
import { leaveFor } from './leave-for.js';
import { PARTS, type Parts } from './parts.js';
import { sessionOf } from './session-of.js';
import { EnforceBody, TestBody, UndoBody } from './sign-on-schemas.js';

const REFUSED: Readonly<Record<Exclude<Enforcing, 'done'>, Problem>> = {
  'test-first': new Problem(
    409,
    'test-first',
    'Sign in by a test first, with a way that is on; it has to have passed within the hour, by you.',
  ),
  'no-way-back': new Problem(
    409,
    'no-way-back',
    'Nobody could undo it: the test signed in no identity administrator, and there is no emergency account. Give yourself the app role, or make an emergency account.',
  ),
  'enforced-already': new Problem(409, 'enforced-already', 'Entra alone lets people in already.'),
  'not-enforced': new Problem(409, 'not-enforced', 'Nothing is enforced, so that there is nothing to undo.'),
  ...NO_LEAVE,
  'undo-over': new Problem(
    409,
    'undo-over',
    'The 24 hours in which it is undone without more ado are over: send the name of the tenant along.',
    { member: 'name' },
  ),
};
const NAME_DIFFERS = new Problem(400, 'name-differs', 'name: type the name of the tenant as it is shown.', {
  member: 'name',
});
const NAME_UNKNOWN = new Problem(
  503,
  'service-away',
  'Provisioning cannot be asked for the name of the tenant at this moment; try again.',
  { service: 'scim-api' },
);

/** That Entra alone lets people in: tried first, shown first, and undone for a day. */
@Controller('api/sign-on')
export class EnforcementController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post('test')
  @HttpCode(200)
  async test(
    @Body(parseBody(TestBody)) { method }: Static<typeof TestBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly url: string }> {
    const { tenantId, by: account } = changing(this.#parts, request);
    const settings = await this.#parts.signOn.store.find(tenantId);
    if (settings[method] === null) throw NOT_FOUND;
    const going = { tenantId, purpose: 'test', to: '/', account, former: null } as const;
    return { url: await leaveFor(this.#parts, reply, { method, settings, going }) };
  }

  @Get('preview')
  preview(@Req() request: FastifyRequest): Promise<Preview> {
    return this.#parts.signOn.enforcement.preview(readingOf(request));
  }

  @Post('enforce')
  @HttpCode(204)
  async enforce(
    @Body(parseBody(EnforceBody)) { name }: Static<typeof EnforceBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const by = changing(this.#parts, request);
    await this.#assertName(by.tenantId, name);
    refuse(await this.#parts.signOn.enforcement.enforce(by, sessionOf(request).session.id));
  }

  @Post('undo')
  @HttpCode(204)
  async undo(
    @Body(parseBody(UndoBody)) { name }: Static<typeof UndoBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.#assertMayUndo(sessionOf(request).session);
    const by = changingOf(this.#parts, request);
    if (name !== undefined) await this.#assertName(by.tenantId, name);
    refuse(await this.#parts.signOn.enforcement.undo(by, name !== undefined));
  }

  /**
   * Whoever enforced it undoes it without a fresh sign-in, for a day: Entra may be what does not let them in, and their passkey is
   * refused. It puts back what was there.
   */
  async #assertMayUndo(session: Session): Promise<void> {
    const { enforced } = await this.#parts.signOn.store.find(session.account.tenantId);
    const isOwn = enforced?.by === session.account.id && enforced.undoUntil.getTime() > Date.now();
    assertMay(isOwn ? { ...session, authTime: new Date() } : session, 'sso:change');
  }

  async #assertName(tenantId: string, name: string): Promise<void> {
    const standing = await this.#parts.tenants.of(tenantId);
    if (standing?.kind !== 'stands') throw NAME_UNKNOWN;
    if (standing.tenant.name.trim() !== name.trim()) throw NAME_DIFFERS;
  }
}

function refuse(outcome: Enforcing): void {
  if (outcome !== 'done') throw REFUSED[outcome];
}
