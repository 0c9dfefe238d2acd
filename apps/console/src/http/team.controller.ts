import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isUuid } from '#postgres';
import { NOT_FOUND, parseBody, Problem } from '#service';
import { TENANT_ROLES } from '../sessions/setup-link.js';
import type { Marked } from '../storage/emergency-store.js';
import type { Let } from '../storage/sight-store.js';
import type { Acting, Changed, Member } from '../storage/team-store.js';
import { askingOf } from './asking.js';
import { assertMay } from './assert-may.js';
import { PARTS, type Parts } from './parts.js';
import { RolesBody } from './passkey-schemas.js';
import { sessionOf } from './session-of.js';

const REFUSED: Readonly<Record<Exclude<Changed, 'changed'>, Problem>> = {
  unknown: NOT_FOUND,
  'last-administrator': new Problem(
    409,
    'last-administrator',
    'This is the tenant’s last identity administrator; give the role to somebody else first.',
  ),
  'of-demonstration': new Problem(
    409,
    'of-demonstration',
    'This account is a link’s of the demonstration, which says its role each time.',
  ),
};
const NOT_MARKED: Readonly<Record<Exclude<Marked, 'marked'>, Problem>> = {
  unknown: NOT_FOUND,
  'not-local': new Problem(
    409,
    'not-local',
    'An emergency account comes in without an identity provider: mark one that a setup link has made.',
  ),
  'no-passkey': new Problem(409, 'no-passkey', 'This account has no passkey to come in with; mark one that has.'),
  'not-administrator': new Problem(
    409,
    'not-administrator',
    'Whoever comes in by an emergency account has to put things right: mark one of an identity administrator.',
  ),
  'too-many-emergency': new Problem(
    409,
    'too-many-emergency',
    'Two accounts are marked already; take the mark from one of them first.',
  ),
};
const NOT_LET: Readonly<Record<Exclude<Let, 'let'>, Problem>> = {
  unknown: NOT_FOUND,
  'not-people': new Problem(
    409,
    'not-people',
    'What is sensitive of people is for who looks after them: give the account that role first.',
  ),
};
const OWN = new Problem(409, 'own-account', 'Nobody changes their own roles; another identity administrator does.');

interface MemberView extends Omit<Member, 'lastSignInAt'> {
  readonly lastSignInAt: string;
}

/** Who may do what in a tenant, and since when nobody heard of them. */
@Controller('api/team')
export class TeamController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get()
  async list(@Req() request: FastifyRequest): Promise<{ items: readonly MemberView[] }> {
    const { session } = sessionOf(request);
    assertMay(session, 'settings:read');
    const items = await this.#parts.team.list(session.account.tenantId);
    return { items: items.map((one) => ({ ...one, lastSignInAt: one.lastSignInAt.toISOString() })) };
  }

  @Patch(':id')
  @HttpCode(204)
  async change(
    @Param('id') id: string,
    @Body(parseBody(RolesBody)) { roles }: Static<typeof RolesBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const acting = this.#judge(id, request);
    if (acting.id === acting.by) throw OWN;
    const wanted = TENANT_ROLES.filter((role) => roles.includes(role));
    const outcome = await this.#parts.team.change(acting, wanted);
    if (outcome !== 'changed') throw REFUSED[outcome];
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  async endSessions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    if (!(await this.#parts.team.endSessions(this.#judge(id, request)))) throw NOT_FOUND;
  }

  @Put(':id/emergency')
  @HttpCode(204)
  async mark(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.#mark(this.#judge(id, request), true);
  }

  @Delete(':id/emergency')
  @HttpCode(204)
  async unmark(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.#mark(this.#judge(id, request), false);
  }

  /** Of people what is sensitive, too. */
  @Put(':id/sensitive')
  @HttpCode(204)
  async let(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.#let(this.#judge(id, request), true);
  }

  @Delete(':id/sensitive')
  @HttpCode(204)
  async letNot(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.#let(this.#judge(id, request), false);
  }

  /** Nobody lets themselves see more. */
  async #let(acting: Acting, seesSensitive: boolean): Promise<void> {
    if (acting.id === acting.by && seesSensitive) throw OWN;
    const outcome = await this.#parts.sight.let(acting, seesSensitive);
    if (outcome !== 'let') throw NOT_LET[outcome];
  }

  async #mark(acting: Acting, isEmergency: boolean): Promise<void> {
    const outcome = await this.#parts.emergency.mark(acting, isEmergency);
    if (outcome !== 'marked') throw NOT_MARKED[outcome];
  }

  #judge(id: string, request: FastifyRequest): Acting {
    const { session } = sessionOf(request);
    assertMay(session, 'team:change');
    if (!isUuid(id)) throw NOT_FOUND;
    const { id: by, tenantId } = session.account;
    return { id, tenantId, by, asking: askingOf(request, this.#parts.rangeOf(request)) };
  }
}
