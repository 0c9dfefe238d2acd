import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import {
  ApiParameters,
  decodeCursor,
  goneOf,
  Needs,
  openApiSchema,
  PAGE,
  pageOf,
  pageSchema,
  parseQuery,
  readerOf,
  TenantReads,
  type Page,
} from '#service';

const ListQuery = Type.Object(PAGE);
const Badges = Type.Object({ department: Type.String(), active: Type.Integer({ minimum: 1 }) });

const LIST = `
  select department, count(*)::int as active
    from badges
   where is_active
     and department > $1::text
   group by department
   order by department
   limit $2::int`;

@ApiBearerAuth()
@Controller('badges')
export class BadgesController {
  readonly #reads: TenantReads;

  constructor(@Inject(TenantReads) reads: TenantReads) {
    this.#reads = reads;
  }

  @Get()
  @Needs('people:read')
  @ApiOperation({ summary: 'How many active people each department has, by its name' })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(Badges)) })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ListQuery)) { limit, cursor }: Static<typeof ListQuery>,
  ): Promise<Page<Static<typeof Badges>>> {
    const after = cursor === undefined ? '' : decodeCursor(Type.Pick(Badges, ['department']), cursor).department;
    const asker = { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
    const { rows } = await this.#reads.list(asker, (tx) => tx.query<Static<typeof Badges>>(LIST, [after, limit + 1]));
    const { shown, next } = pageOf(rows, { limit, place: ({ department }) => ({ department }) });
    return { items: shown, next };
  }
}
