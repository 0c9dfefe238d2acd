import { expect, it } from '@jest/globals';
import {
  adminActed,
  decodeEvent,
  encodeEvent,
  operatorIssuedBy,
  revokedBy,
  type Acted,
  type AdminActed,
} from './index.js';

const ID = '0190a1b3-0000-7000-8000-000000000008';
const OPERATOR = { name: 'Kim', sha256: 'ab'.repeat(32), expiresAt: null };
const ACTING = { requestId: ID, traceparent: null, reason: null };

function issued(more: Partial<Acted> = {}): AdminActed {
  const object = { type: 'operator-credential', id: ID };
  const acted: Acted = { act: 'operators.issue', tenantId: null, object, at: new Date(0), changes: [], ...more };
  return adminActed(ID, acted, ACTING);
}

it('who may operate is told with the act of the installation, and by nothing else', () => {
  expect(operatorIssuedBy(issued({ operator: OPERATOR }))).toEqual({ id: ID, ...OPERATOR });
  expect(operatorIssuedBy(issued())).toBeNull();
  expect(operatorIssuedBy(issued({ operator: OPERATOR, tenantId: ID }))).toBeNull();
  expect(operatorIssuedBy(issued({ operator: OPERATOR, act: 'readers.issue' }))).toBeNull();
});

it('who may operate no more is told by its own act', () => {
  expect(revokedBy(issued({ act: 'operators.revoke' }))).toMatchObject({ kind: 'operator', id: ID });
});

it('an operator without a hash is no event', () => {
  const encoded = encodeEvent(issued({ operator: { ...OPERATOR, sha256: 'a token' } }));
  expect(decodeEvent(encoded)).toMatchObject({ ok: false, because: expect.stringContaining('sha256') });
  expect(decodeEvent(encodeEvent(issued({ operator: OPERATOR })))).toMatchObject({ ok: true });
});
