import { Type } from 'typebox';
import { MOST_GRANT_HOURS } from '../../tenants/grant.js';
import { id, name, nullable, reason, slug, strict, time } from './schemas.js';

export const NewGrant = Type.Object(
  {
    hours: Type.Integer({ minimum: 1, maximum: MOST_GRANT_HOURS, description: 'From now on.', examples: [2] }),
    reason,
  },
  strict,
);

export const GrantView = Type.Object({
  id,
  tenantId: id,
  reason,
  grantedBy: nullable(Type.String({ description: 'The account of the identity administrator.' })),
  grantedAt: time,
  expiresAt: time,
  revokedAt: nullable(time),
});

export const OpenGrantView = Type.Object({ ...GrantView.properties, tenantName: name, tenantSlug: slug });
