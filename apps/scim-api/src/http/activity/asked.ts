import { applyDecorators, Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { TObject } from 'typebox';
import { ApiParameters, goneOf, Needs, openApiSchema, readerOf, type Asker } from '#service';

export function askerOf(request: FastifyRequest): Asker {
  return { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
}

/** A part of the API for readers of the activity. */
export function ActivityApi(): ClassDecorator {
  return applyDecorators(ApiTags('activity'), ApiBearerAuth(), Controller());
}

/** A question of the activity: its parameters are those of `query`. */
export function Asks(path: string, query: TObject, operation: Operation): MethodDecorator {
  return applyDecorators(Get(path), Needs('activity:read'), ApiOperation(operation), ApiParameters(query));
}

/** One that is answered in JSON. */
export function Answers(path: string, query: TObject, { answer, ...operation }: Answered): MethodDecorator {
  return applyDecorators(Asks(path, query, operation), ApiOkResponse({ schema: openApiSchema(answer) }));
}

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly operationId: string;
}

interface Answered extends Operation {
  readonly answer: TObject;
}
