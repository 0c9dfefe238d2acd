import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { operatorOf } from '#service';

/** Lets through whom the door has let in, and fails where a route stands behind none. */
@Injectable()
export class OperatorGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    operatorOf(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}
