import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isUuid } from '#postgres';
import { NOT_FOUND, parseBody, Problem } from '#service';
import { NO_TENANT, type Role, type Session } from '../sessions/session.js';
import { TENANT_ROLES, type SetupLink } from '../sessions/setup-link.js';
import { askingOf } from './asking.js';
import { assertMay } from './assert-may.js';
import { PARTS, type Parts } from './parts.js';
import { IssueBody } from './passkey-schemas.js';
import { sessionOf } from './session-of.js';

const TOO_MANY = new Problem(409, 'too-many-links', 'Fifty setup links wait to be used; withdraw one first.');
const HAS_ONE = new Problem(
  409,
  'has-administrator',
  'This tenant has an identity administrator, who makes further setup links; the operator makes the first one only.',
);
const NAME_TENANT = new Problem(400, 'invalid-body', 'tenantId: name the tenant that the link is for.', {
  member: 'tenantId',
});
const OWN_TENANT = new Problem(400, 'invalid-body', 'tenantId: leave it out; the link is for your own tenant.', {
  member: 'tenantId',
});

interface LinkView {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly expiresAt: string;
}

/** Of a tenant's identity administrators, and of the operator for a tenant that has none. */
@Controller('api/setup-links')
export class SetupLinksController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  /** The link is shown this once. */
  @Post()
  async issue(
    @Body(parseBody(IssueBody)) asked: Static<typeof IssueBody>,
    @Req() request: FastifyRequest,
  ): Promise<LinkView & { readonly link: string }> {
    const { session } = sessionOf(request);
    const wanted = await this.#judge(asked, session);
    const { setupLinks, consoleUrl, rangeOf } = this.#parts;
    const issued = await setupLinks.issue(
      wanted,
      { type: 'account', name: session.account.id },
      askingOf(request, rangeOf(request)),
    );
    if (issued === null) throw TOO_MANY;
    return { ...viewOf(issued), link: `${consoleUrl}/setup#${issued.secret}` };
  }

  @Get()
  async list(
    @Req() request: FastifyRequest,
  ): Promise<{ items: readonly (LinkView & { readonly madeAt: string; readonly isBegun: boolean })[] }> {
    const { session } = sessionOf(request);
    assertMay(session, 'settings:read');
    const items = await this.#parts.setupLinks.list(session.account.tenantId);
    return {
      items: items.map((one) => ({ ...viewOf(one), madeAt: one.madeAt.toISOString(), isBegun: one.isBegun })),
    };
  }

  @Delete(':id')
  @HttpCode(204)
  async withdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    const { account, ...session } = sessionOf(request).session;
    assertMay({ account, ...session }, 'team:change');
    const asking = askingOf(request, this.#parts.rangeOf(request));
    const isThere = isUuid(id) && (await this.#parts.setupLinks.withdraw(id, account.tenantId, account.id, asking));
    if (!isThere) throw NOT_FOUND;
  }

  async #judge(asked: Static<typeof IssueBody>, session: Session): Promise<Pick<SetupLink, 'tenantId' | 'roles'>> {
    const { tenantId: own } = session.account;
    const { tenantId = own, roles = FIRST } = asked;
    if (own === NO_TENANT) return { tenantId: await this.#withoutAdministrator(tenantId, session), roles: FIRST };
    assertMay(session, 'team:change');
    if (tenantId !== own) throw OWN_TENANT;
    return { tenantId, roles: TENANT_ROLES.filter((role) => roles.includes(role)) };
  }

  async #withoutAdministrator(tenantId: string, session: Session): Promise<string> {
    assertMay(session, 'installation:change');
    if (tenantId === NO_TENANT) throw NAME_TENANT;
    const standing = await this.#parts.tenants.of(tenantId);
    if (standing?.kind === 'gone') throw NOT_FOUND;
    if (await this.#parts.setupLinks.hasAdministrator(tenantId)) throw HAS_ONE;
    return tenantId;
  }
}

const FIRST: readonly (typeof TENANT_ROLES)[number][] = ['identity-administrator'];

function viewOf({ id, roles, expiresAt }: SetupLink): LinkView {
  return { id, roles, expiresAt: expiresAt.toISOString() };
}
