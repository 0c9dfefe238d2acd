import { Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam } from '@nestjs/swagger';
import { mailDomain } from '#contracts';
import { Needs, NOT_FOUND, openApiSchema, Problem } from '#service';
import type { AdminStore, Page } from '../../tenants/admin-store.js';
import { addressRefusal, type AddressRefusal } from '../../tenants/notification-address.js';
import { MAX_SLUG, SLUG, type SlugRefusal } from '../../tenants/slug.js';
import type { Tenant } from '../../tenants/tenant.js';
import { timeZoneNamed } from '../../tenants/time-zone.js';
import { Gives, GivesPage, HasId, Refuses, Takes } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { Asks, found, IdPipe, PagePipe, pageOf, type Asked } from './requests.js';
import { NewTenant, slug, TenantPatch, TenantView } from './schemas.js';
import { ADMIN_STORE } from './tokens.js';

const TAKEN = 'Another tenant has the slug.';
const UNFIT = 'The body does not match, or the address can never be mailed.';

@OperatorsApi('tenants', 'admin/tenants')
export class AdminTenantsController {
  readonly #store: AdminStore;

  constructor(@Inject(ADMIN_STORE) store: AdminStore) {
    this.#store = store;
  }

  @Post()
  @Needs('installation:change')
  @ApiOperation({ summary: 'Create a tenant', operationId: 'createTenant' })
  @Takes(NewTenant, UNFIT)
  @Gives(201, 'The tenant.', TenantView)
  @Refuses({ 409: TAKEN })
  async create(@Asks(NewTenant) { wanted, acting }: Asked<typeof NewTenant>): Promise<Tenant> {
    const { name, slug, notificationAddress = null, unknownAttributes = 'ignore' } = wanted;
    const refusal = addressRefusal(notificationAddress);
    if (refusal !== null) throw problemOf(refusal);
    const timeZone = zoneIn(wanted);
    return tenantOf(
      await this.#store.createTenant({ name, slug, notificationAddress, unknownAttributes, timeZone }, acting),
    );
  }

  @Get()
  @Needs('installation:read')
  @ApiOperation({ summary: 'List tenants', operationId: 'listTenants' })
  @GivesPage(TenantView)
  async list(@Query(PagePipe) page: Page): Promise<object> {
    return pageOf(await this.#store.tenants(page), page, (tenant) => tenant);
  }

  @Get('by-slug/:slug')
  @Needs('installation:read')
  @ApiOperation({ summary: 'Show the tenant that addresses call so', operationId: 'getTenantBySlug' })
  @ApiParam({ name: 'slug', schema: openApiSchema(slug) })
  @Gives(200, 'The tenant.', TenantView)
  @Refuses({ 404: 'There is no such tenant.' })
  async called(@Param('slug') name: string): Promise<Tenant> {
    if (name.length > MAX_SLUG || !SLUG.test(name)) throw NOT_FOUND;
    return found(await this.#store.tenantBySlug(name));
  }

  @Get('by-domain/:name')
  @Needs('installation:read')
  @ApiOperation({
    summary: 'Show the tenant whose mail domain it is',
    description:
      'One that it has proved, and no other tenant: several may prove the same one, and then it is nobody’s here.',
    operationId: 'getTenantByDomain',
  })
  @ApiParam({ name: 'name', schema: { type: 'string' }, example: 'contoso.example' })
  @Gives(200, 'The tenant.', TenantView)
  @Refuses({ 404: 'There is no such tenant, or several.' })
  async ofDomain(@Param('name') name: string): Promise<Tenant> {
    return found(await this.#store.tenantOfDomain(mailDomain(name) ?? ''));
  }

  @Get(':tenantId')
  @Needs('overview:read')
  @ApiOperation({ summary: 'Show a tenant', operationId: 'getTenant' })
  @HasId('tenantId')
  @Gives(200, 'The tenant.', TenantView)
  @Refuses({ 404: 'There is no such tenant.' })
  async show(@Param('tenantId', IdPipe) id: string): Promise<Tenant> {
    return found(await this.#store.tenant(id));
  }

  @Patch(':tenantId')
  @Needs('settings:change')
  @ApiOperation({ summary: 'Change a tenant', operationId: 'changeTenant' })
  @HasId('tenantId')
  @Takes(TenantPatch, UNFIT)
  @Gives(200, 'The tenant after the change.', TenantView)
  @Refuses({ 404: 'There is no such tenant.', 409: TAKEN })
  async change(
    @Param('tenantId', IdPipe) id: string,
    @Asks(TenantPatch) { wanted, acting }: Asked<typeof TenantPatch>,
  ): Promise<Tenant> {
    const patch = { ...wanted, timeZone: zoneIn(wanted) };
    return tenantOf(found(await this.#store.changeTenant(id, patch, acting)));
  }
}

/** @throws Problem 400 for what is none */
function zoneIn({ timeZone }: { readonly timeZone?: string }): string | undefined {
  if (timeZone === undefined) return undefined;
  const named = timeZoneNamed(timeZone);
  if (named === null) throw NO_ZONE;
  return named;
}

const NO_ZONE = new Problem(
  400,
  'invalid-body',
  'timeZone: is no time zone of IANA; send a name such as Europe/Berlin, or UTC.',
  { member: 'timeZone' },
);

function tenantOf(outcome: Tenant | AddressRefusal | SlugRefusal): Tenant {
  if (!('code' in outcome)) return outcome;
  throw outcome.code === 'slug-taken' ? takenBy(outcome) : problemOf(outcome);
}

function takenBy({ code, slug: taken }: SlugRefusal): Problem {
  return new Problem(409, code, `slug: another tenant is called ${taken}; send another one.`, { member: 'slug' });
}

function problemOf({ code, fault }: AddressRefusal): Problem {
  const detail = `notificationAddress: ${fault}; send one address such as it-operations@contoso.example, or null.`;
  return new Problem(400, code, detail, { member: 'notificationAddress' });
}
