import { All, Controller } from '@nestjs/common';
import { ScimError } from '#scim';

/** RFC 7644 §3.11: a token of a connection stands for an identity provider, and no user is behind it. */
@Controller('scim/v2/Me')
export class MeController {
  @All()
  answer(): never {
    throw new ScimError(
      'not-implemented',
      'Me: the token is a connection’s and stands for no user; ask for /Users/{id}, or filter by userName.',
    );
  }
}
