import { Inject, Injectable } from '@nestjs/common';
import { TokenGuard, type TokenGuardOptions } from '#service';

export const TOKEN_OPTIONS = Symbol('how readers prove who they are');

/** Nest makes a controller's guards itself, so what the guard needs comes by a token. */
@Injectable()
export class ReaderGuard extends TokenGuard {
  constructor(@Inject(TOKEN_OPTIONS) options: TokenGuardOptions) {
    super(options);
  }
}
