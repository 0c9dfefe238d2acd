import { Type } from 'typebox';
import { because, nullable, reason, strict, time } from './schemas.js';

export const PauseRequest = Type.Object(because, strict);

/** Nobody should have to guess why a company is shut out. */
export const SuspensionRequest = Type.Object({ reason }, strict);

/** Of a DELETE, which has no body. */
export const RemovalQuery = Type.Object({ reason });

export const PauseView = nullable(
  Type.Object(
    { since: time, by: Type.String({ examples: ['anna'] }), reason: nullable(reason) },
    { description: 'Since when and by whom it is paused; null: it is served.' },
  ),
);
