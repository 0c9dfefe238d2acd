import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerIn, UNAUTHENTICATED } from '#service';
import { isSameSecret } from '../../tenants/secret.js';
import { OPERATOR_TOKEN } from './tokens.js';

/** Lets the operator through: `Authorization: Bearer <OPERATOR_TOKEN>`. */
@Injectable()
export class OperatorGuard implements CanActivate {
  readonly #operatorToken: string;

  constructor(@Inject(OPERATOR_TOKEN) operatorToken: string) {
    this.#operatorToken = operatorToken;
  }

  canActivate(context: ExecutionContext): boolean {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const given = bearerIn(authorization);
    if (given === undefined || !isSameSecret(given, this.#operatorToken)) throw UNAUTHENTICATED;
    return true;
  }
}
