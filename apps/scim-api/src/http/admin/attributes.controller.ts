import { Delete, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiParam } from '@nestjs/swagger';
import { Type } from 'typebox';
import { Needs, NOT_FOUND, Problem } from '#service';
import { customNameProblem, MAX_CUSTOM_ATTRIBUTES } from '#scim';
import type { AttributeStore } from '../../storage/admin-attribute-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import type { DefinedAttribute, DefinitionRefusal } from '../../tenants/custom-attributes.js';
import { Gives, GivesNothing, Refuses, Takes, TakesReason } from './openapi.js';
import { OfTenant } from './operators-api.js';
import { Asks, found, IdPipe, Revoking, type Asked } from './requests.js';
import { AttributeDefinition, AttributeView } from './schemas.js';
import { ATTRIBUTE_STORE } from './tokens.js';

@OfTenant('attributes', 'attribute')
export class AdminAttributesController {
  readonly #store: AttributeStore;

  constructor(@Inject(ATTRIBUTE_STORE) store: AttributeStore) {
    this.#store = store;
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: 'List the company’s own attributes, retired ones included', operationId: 'listAttributes' })
  @Gives(200, 'All of them, oldest first.', Type.Object({ items: Type.Array(AttributeView), next: Type.Null() }))
  async list(@Param('tenantId', IdPipe) tenantId: string): Promise<object> {
    return { items: found(await this.#store.list(tenantId)), next: null };
  }

  @Put(':name')
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Define an attribute, change its definition, or bring a retired one back',
    description: 'Stored values are never lost: those that do not fit the type are not shown until it fits again.',
    operationId: 'defineAttribute',
  })
  @ApiParam({ name: 'name', schema: { type: 'string' }, example: 'Business Unit' })
  @Takes(AttributeDefinition, 'The name or the body is wrong.')
  @Gives(200, 'The attribute.', AttributeView)
  @Refuses({ 409: 'It is spelled otherwise, or there are too many.' })
  async define(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('name') name: string,
    @Asks(AttributeDefinition) { wanted, acting }: Asked<typeof AttributeDefinition>,
  ): Promise<DefinedAttribute> {
    const { type, description = '', sensitive } = wanted;
    const definition = { name: name.normalize('NFC'), type, description, sensitive };
    const defined = found(await this.#store.define(tenantId, definition, acting));
    if ('code' in defined) throw refusalOf(defined);
    return defined;
  }

  @Delete(':name')
  @HttpCode(204)
  @Needs('settings:change')
  @ApiOperation({ summary: 'Retire an attribute; its values stay stored', operationId: 'retireAttribute' })
  @ApiParam({ name: 'name', schema: { type: 'string' }, example: 'Business Unit' })
  @TakesReason()
  @GivesNothing()
  async retire(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('name') name: string,
    @Revoking() acting: Acting,
  ): Promise<void> {
    const known = name.normalize('NFC');
    // What can be no name was never defined; some of it, such as U+0000, the database cannot even be asked for.
    if (customNameProblem(known) !== null || !(await this.#store.retire(tenantId, known, acting))) throw NOT_FOUND;
  }
}

function refusalOf(refusal: DefinitionRefusal): Problem {
  switch (refusal.code) {
    case 'invalid-name':
      return new Problem(400, refusal.code, `The name cannot be used: ${refusal.reason}.`, { member: 'name' });
    case 'spelled-otherwise': {
      const detail = `The attribute is spelled "${refusal.spelling}"; names are one whatever their case.`;
      return new Problem(409, refusal.code, detail, { spelling: refusal.spelling });
    }
    case 'too-many-attributes':
      return new Problem(409, refusal.code, `A tenant has at most ${MAX_CUSTOM_ATTRIBUTES} attributes; retire one.`);
  }
}
