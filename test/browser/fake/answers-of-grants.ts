import { pageOf, type Answers } from './answer.js';
import { ago, TENANT, uuid } from './scenario.js';

const grant = {
  id: uuid(60),
  tenantId: TENANT.id,
  reason: 'Why do updates of titles not arrive?',
  grantedBy: uuid(2),
  grantedAt: ago(30),
  expiresAt: ago(-90),
  revokedAt: null,
};

const over = { ...grant, id: uuid(61), reason: 'A test of the door', grantedAt: ago(3_000), expiresAt: ago(2_900) };

/** As the operator is told of it. */
const open = (grantOfTenant: object, name: string): object => ({
  ...grantOfTenant,
  tenantName: name,
  tenantSlug: TENANT.slug,
});

export const ANSWERS_OF_GRANTS: Answers = {
  listOpenGrants: (...asked) =>
    pageOf(
      asked,
      [
        open(grant, TENANT.name),
        open({ ...grant, id: uuid(63), grantedBy: null, tenantId: uuid(9) }, '研究 <b>Ltd</b>'),
      ],
      (index) =>
        open(
          { ...grant, id: uuid(8_192 + index), tenantId: index === 0 ? TENANT.id : uuid(4_096 + index) },
          `Tenant ${index}`,
        ),
    ),
  listGrants: (...asked) =>
    pageOf(asked, [grant, { ...over, revokedAt: ago(2_950) }, { ...over, id: uuid(62) }], (index) => ({
      ...over,
      id: uuid(8_192 + index),
    })),
  createGrant: () => grant,
  revokeGrant: () => undefined,
};
