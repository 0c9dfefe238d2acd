import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { OperatorGuard } from './admin.guard.js';
import { HasId, Refuses } from './openapi.js';

/** A part of the operator's API. */
export function OperatorsApi(tag: string, path: string): ClassDecorator {
  return applyDecorators(
    ApiTags(tag),
    ApiBearerAuth(),
    Refuses({ 401: 'The operator credential is missing or wrong.' }),
    UseGuards(OperatorGuard),
    Controller(path),
  );
}

/** A part of a connection, at `path` below it. */
export function OfConnection(path: string, missing = 'tenant or connection'): ClassDecorator {
  return applyDecorators(
    HasId('tenantId'),
    HasId('connectionId'),
    Refuses({ 404: `There is no such ${missing}.` }),
    OperatorsApi('connections', `admin/tenants/:tenantId/connections/:connectionId${path}`),
  );
}

/** What a tenant has of one kind, each of them `one`. */
export function OfTenant(kind: string, one: string): ClassDecorator {
  return applyDecorators(
    HasId('tenantId'),
    Refuses({ 404: `There is no such tenant or ${one}.` }),
    OperatorsApi(kind, `admin/tenants/:tenantId/${kind}`),
  );
}
