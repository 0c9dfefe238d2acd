import { Body, Delete, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { MAX_TENANT_DOMAINS } from '#contracts';
import { callerOf, may, Needs, parseBody, Problem } from '#service';
import type { DomainStore } from '../../storage/admin-domain-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import type { DomainChecks } from '../../tenants/domain-checks.js';
import { challengeOf, type Domain, type DomainRefusal } from '../../tenants/domain.js';
import { Gives, GivesNothing, Refuses, Takes, TakesReason } from './openapi.js';
import { OfTenant } from './operators-api.js';
import { actingOf, Asks, found, IdPipe, Revoking, type Asked } from './requests.js';
import { DOMAIN_CHECKS, DOMAIN_STORE } from './tokens.js';
import { DomainDecision, DomainView, NewDomain } from './domain-schemas.js';

const NAME = { name: 'name', schema: { type: 'string' }, example: 'contoso.example' } as const;

@OfTenant('domains', 'domain')
export class AdminDomainsController {
  readonly #store: DomainStore;
  readonly #checks: DomainChecks;

  constructor(@Inject(DOMAIN_STORE) store: DomainStore, @Inject(DOMAIN_CHECKS) checks: DomainChecks) {
    this.#store = store;
    this.#checks = checks;
  }

  @Post()
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Add a mail domain; its record is to be published, then it can be verified',
    description: 'This one alone: domains below it are domains of their own. Several tenants may prove the same one.',
    operationId: 'addDomain',
  })
  @Takes(NewDomain, 'It is no mail domain.')
  @Gives(201, 'The domain, and the record to publish.', DomainView)
  @Refuses({ 409: 'The tenant has it, or has too many.' })
  async add(
    @Param('tenantId', IdPipe) tenantId: string,
    @Asks(NewDomain) { wanted: { name }, acting }: Asked<typeof NewDomain>,
  ): Promise<Static<typeof DomainView>> {
    return view(found(await this.#store.add(tenantId, name, acting)));
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: "List a tenant's mail domains", operationId: 'listDomains' })
  @Gives(200, 'All of them, by name.', Type.Object({ items: Type.Array(DomainView), next: Type.Null() }))
  async list(@Param('tenantId', IdPipe) tenantId: string): Promise<object> {
    return { items: found(await this.#store.list(tenantId)).map(view), next: null };
  }

  @Get(':name')
  @Needs('settings:read')
  @ApiOperation({ summary: 'Show a mail domain', operationId: 'getDomain' })
  @ApiParam(NAME)
  @Gives(200, 'The domain.', DomainView)
  async show(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('name') name: string,
  ): Promise<Static<typeof DomainView>> {
    return view(found(await this.#store.find({ tenantId, name })));
  }

  @Post(':name/verify')
  @HttpCode(200)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Ask the DNS for the record now',
    description:
      'The answer has the state after it, and in `reason` what was missing. It counts as a daily look does. What an operator has ' +
      'decided stays as it is.',
    operationId: 'verifyDomain',
  })
  @ApiParam(NAME)
  @Gives(200, 'The domain after it.', DomainView)
  async verify(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('name') name: string,
  ): Promise<Static<typeof DomainView>> {
    const domain = found(await this.#store.find({ tenantId, name }));
    return view(found(await this.#checks.check(domain, actingOf(request, undefined))));
  }

  @Put(':name')
  @Needs('installation:change')
  @ApiOperation({
    summary: 'Decide about a mail domain, without the DNS',
    description:
      'verified: mails go there, and no record is asked for. withdrawn: none go there, whatever was mailed before this ' +
      'release. Added if the tenant did not have it.',
    operationId: 'decideDomain',
  })
  @ApiParam(NAME)
  @Takes(DomainDecision, 'The name or the body is wrong.')
  @Gives(200, 'The domain after it.', DomainView)
  @Refuses({ 409: 'The tenant has too many.' })
  async decide(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('name') name: string,
    @Body(parseBody(DomainDecision)) decision: Static<typeof DomainDecision>,
  ): Promise<Static<typeof DomainView>> {
    return view(found(await this.#store.decide({ tenantId, name }, decision, actingOf(request, decision.reason))));
  }

  @Delete(':name')
  @HttpCode(204)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Remove a mail domain',
    description: 'Of one that was withdrawn by an operator alone: without its entry mails would go there as before.',
    operationId: 'removeDomain',
  })
  @ApiParam(NAME)
  @TakesReason()
  @GivesNothing()
  @Refuses({ 409: 'It is withdrawn.' })
  async remove(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Revoking() acting: Acting,
  ): Promise<void> {
    const isOperator = may(callerOf(request), 'installation:change');
    const removed = found(await this.#store.remove({ tenantId, name }, acting, isOperator));
    if ('code' in removed) throw refusalOf(removed);
  }
}

function view(domain: Domain | DomainRefusal): Static<typeof DomainView> {
  if ('code' in domain) throw refusalOf(domain);
  const { name, state, failures, verifiedBy, reason, createdAt, verifiedAt, nextCheckAt } = domain;
  return {
    name,
    state,
    record: challengeOf(domain),
    failures,
    verifiedBy,
    reason,
    createdAt: createdAt.toISOString(),
    verifiedAt: verifiedAt?.toISOString() ?? null,
    nextCheckAt: nextCheckAt?.toISOString() ?? null,
  };
}

function refusalOf(refusal: DomainRefusal): Problem {
  const { code } = refusal;
  switch (refusal.code) {
    case 'invalid-domain':
      return new Problem(400, code, `name: ${refusal.fault}; send one such as contoso.example.`, { member: 'name' });
    case 'domain-exists':
      return new Problem(409, code, 'The tenant has this domain: ask for it, or verify it.');
    case 'domain-withdrawn':
      return new Problem(
        409,
        code,
        'The domain is withdrawn, and stays listed so that no mail goes there: publish its record and verify it, or ask the operator.',
      );
    case 'too-many-domains':
      return new Problem(409, code, `A tenant has at most ${MAX_TENANT_DOMAINS} domains; remove one.`);
  }
}
