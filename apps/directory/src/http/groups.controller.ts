import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  ApiParameters,
  goneOf,
  Needs,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import { GroupBody, Groups, MemberBody } from './groups.js';
import { seesLeavers } from './sight.js';
import { GroupsQuery, MembersQuery, NO_PARAMETERS, type GroupsParameters, type MembersParameters } from './queries.js';

@ApiTags('groups')
@ApiBearerAuth()
@Refuses({ 400: 'A parameter is unknown or wrong.', 401: 'No valid token for this API.' })
@Controller('groups')
export class GroupsController {
  readonly #groups: Groups;

  constructor(@Inject(Groups) groups: Groups) {
    this.#groups = groups;
  }

  @Get()
  @Needs('people:read')
  @ApiOperation({
    summary: 'Groups in order of their names, those that somebody is in, or the names of ids',
    description: 'Whatever is renamed while the pages are read may come twice, or not at all.',
    operationId: 'listGroups',
  })
  @ApiParameters(GroupsQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(GroupBody)) })
  list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(GroupsQuery)) query: GroupsParameters,
  ): Promise<Page<GroupBody>> {
    return this.#groups.list(readerOf(request).tenantId, query, goneOf(request));
  }

  @Get(':id')
  @Needs('people:read')
  @ApiOperation({ summary: 'One group by SCIM id', operationId: 'getGroup' })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiOkResponse({ schema: openApiSchema(GroupBody) })
  @Refuses({ 404: 'Unknown or deleted.' })
  find(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: object,
  ): Promise<GroupBody> {
    return this.#groups.find(readerOf(request).tenantId, id);
  }

  @Get(':id/members')
  @Needs('people:read')
  @ApiOperation({
    summary: 'Who is in a group, in order of their ids',
    description: 'Without the scope `directory:history` who is not active is left out, so a page may be short.',
    operationId: 'listGroupMembers',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(MembersQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(MemberBody)) })
  @Refuses({ 404: 'The group is unknown or deleted.' })
  async members(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(MembersQuery)) query: MembersParameters,
  ): Promise<Page<MemberBody>> {
    const page = await this.#groups.members(readerOf(request).tenantId, id, query, goneOf(request));
    if (seesLeavers(request)) return page;
    return { ...page, items: page.items.filter(({ active }) => active !== false) };
  }
}
