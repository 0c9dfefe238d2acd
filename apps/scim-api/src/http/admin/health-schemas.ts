import { Type } from 'typebox';
import { RHYTHM_MINUTES } from '../../tenants/health.js';
import { BrakeView } from './brake-schemas.js';
import { PauseView } from './life-schemas.js';
import { id, name, nullable, time } from './schemas.js';

const count = Type.Integer({ minimum: 0, examples: [12] });
const method = Type.Union([Type.Literal('token'), Type.Literal('clientSecret')]);

export const HealthView = Type.Object({
  connectionId: id,
  name,
  pause: PauseView,
  contact: Type.Object(
    {
      state: Type.Union([Type.Literal('never'), Type.Literal('on-time'), Type.Literal('late'), Type.Literal('silent')]),
      at: nullable(time),
      everyMinutes: Type.Integer({ examples: [RHYTHM_MINUTES] }),
      missed: count,
      usedAt: nullable(time),
    },
    {
      description:
        'The last request for people or groups that was served, to the minute, against the rhythm of Entra; silent: three cycles were ' +
        'missed. `usedAt`: when its client last signed in, whatever was answered then, as a wrong Tenant URL is.',
    },
  ),
  people: Type.Object(
    { active: count, all: count },
    { description: 'Of the tenant: any of its connections matches them.' },
  ),
  refusals: nullable(
    Type.Object(
      { count, isMore: Type.Boolean() },
      { description: 'Of the last 24 hours; null where the activity is not there to be read.' },
    ),
  ),
  expiries: Type.Array(Type.Object({ credentialId: id, name, method, expiresAt: nullable(time) }), {
    description: 'Of the credentials that are good now, the next one first; null: until it is revoked.',
  }),
  lag: Type.Object(
    { events: count, oldestAt: nullable(time) },
    { description: 'Events of the tenant that are committed and not on the topics yet.' },
  ),
  brake: BrakeView,
  drift: Type.Null({ description: 'What differs from the provider; null where nothing is known of it.' }),
});
