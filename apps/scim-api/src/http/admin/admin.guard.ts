import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '#service';

/** Lets through whom the door has let in, and fails where a route stands behind none. */
@Injectable()
export class OperatorGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}
