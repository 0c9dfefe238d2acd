import type { ReactNode } from 'react';
import type { Role } from '../../api/session.ts';
import { useLocale, useText } from '../../i18n/locale.ts';
import { Check } from '../../ui/field.tsx';
import { UI } from '../../ui/texts.ts';
import { TEAM_ROLES, type TeamRole } from './queries.ts';

export function useRoleNames(): (roles: readonly Role[]) => string {
  const ui = useText(UI);
  const list = new Intl.ListFormat(useLocale(), { type: 'conjunction' });
  return (roles) => list.format(roles.map((role) => ui(`role.${role}`)));
}

interface RoleChecksProps {
  readonly label: string;
  readonly value: readonly TeamRole[];
  readonly onChange: (roles: readonly TeamRole[]) => void;
}

export function RoleChecks({ label, value, onChange }: RoleChecksProps): ReactNode {
  const ui = useText(UI);
  const withOrWithout = (role: TeamRole, isOn: boolean): readonly TeamRole[] =>
    TEAM_ROLES.filter((one) => (one === role ? isOn : value.includes(one)));
  return (
    <fieldset className="bare stack-small">
      <legend className="field-label">{label}</legend>
      {TEAM_ROLES.map((role) => (
        <Check
          key={role}
          checked={value.includes(role)}
          onChange={({ currentTarget: { checked } }) => onChange(withOrWithout(role, checked))}
        >
          {ui(`role.${role}`)}
        </Check>
      ))}
    </fieldset>
  );
}
