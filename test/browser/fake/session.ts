import { permissionsOf } from './permissions.js';
import { ago, TENANT, uuid, type Scenario } from './scenario.js';

const NAMES = {
  'identity-administrator': 'Ada Lovelace',
  auditor: 'Grace Hopper',
  people: 'Katherine Johnson',
  employee: 'Misaki Satō',
  operator: 'Radia Perlman',
} as const;

export const CSRF = 'csrf-of-the-fake';

export function sessionOf({ role, state, locale, theme }: Scenario): object {
  return {
    account: { id: uuid(2), name: NAMES[role], kind: 'local', person: role === 'people' ? uuid(3) : null },
    tenant: role === 'operator' ? null : TENANT,
    roles: [role],
    permissions: permissionsOf(role),
    csrf: CSRF,
    locale,
    theme,
    authTime: ago(2),
    expiresAt: ago(-478),
    endsIn: { unused: 1_800, anyway: 28_680 },
    peopleUnheardSince: state === 'million' ? ago(12) : null,
  };
}
