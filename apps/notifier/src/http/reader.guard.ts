import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { TokenGuard } from '#service';

/** The module's own TokenGuard, by injection: of a class named in `@UseGuards` Nest would make one without options. */
@Injectable()
export class ReaderGuard implements CanActivate {
  constructor(@Inject(TokenGuard) private readonly tokens: TokenGuard) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return this.tokens.canActivate(context);
  }
}
