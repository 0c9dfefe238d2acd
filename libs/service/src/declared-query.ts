import 'reflect-metadata';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { unknownParameter } from './parse-query.js';

/** Where @nestjs/swagger keeps what a route says of its parameters. */
const API_PARAMETERS = 'swagger/apiParameters';

/**
 * A route that takes no query refuses one: whoever misspells a parameter is told so, and is not answered as if nothing had been
 * asked. Which parameters the others take is theirs to say (`parseQuery`).
 */
@Injectable()
export class DeclaredQuery implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const [name] = Object.keys(typeof query === 'object' && query !== null ? query : {});
    if (name !== undefined && !takesQuery(context)) throw unknownParameter(name, []);
    return true;
  }
}

function takesQuery(context: ExecutionContext): boolean {
  const handler = context.getHandler();
  const declared: unknown = Reflect.getMetadata(API_PARAMETERS, handler);
  if (Array.isArray(declared) && declared.some(isOfQuery)) return true;
  const read: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name);
  return Object.keys(read ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}

function isOfQuery(parameter: unknown): boolean {
  return typeof parameter === 'object' && parameter !== null && 'in' in parameter && parameter.in === 'query';
}
