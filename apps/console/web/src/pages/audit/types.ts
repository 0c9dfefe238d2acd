import type { Messages } from '../../i18n/catalogue.ts';

/** The types of events that the audit log has, as its parameter takes them. */
export const TYPES = [
  'rollcall.UserProvisioned',
  'rollcall.UserUpdated',
  'rollcall.UserDeprovisioned',
  'rollcall.GroupProvisioned',
  'rollcall.GroupUpdated',
  'rollcall.GroupDeprovisioned',
  'rollcall.WriteRefused',
  'rollcall.RefusalsSuppressed',
  'rollcall.AdminActed',
  'rollcall.CredentialExpiring',
  'rollcall.DeadCredentialUsed',
] as const;

export type EntryType = (typeof TYPES)[number];

export function isKnownType(type: string): type is EntryType {
  return TYPES.some((one) => one === type);
}

export const NAMES_OF_TYPES: { readonly en: Messages<EntryType>; readonly de: Messages<EntryType> } = {
  en: {
    'rollcall.UserProvisioned': 'Person provisioned',
    'rollcall.UserUpdated': 'Person changed',
    'rollcall.UserDeprovisioned': 'Person deprovisioned',
    'rollcall.GroupProvisioned': 'Group provisioned',
    'rollcall.GroupUpdated': 'Group changed',
    'rollcall.GroupDeprovisioned': 'Group removed',
    'rollcall.WriteRefused': 'Write refused',
    'rollcall.RefusalsSuppressed': 'Refusals counted',
    'rollcall.AdminActed': 'Administration',
    'rollcall.CredentialExpiring': 'Credential expires',
    'rollcall.DeadCredentialUsed': 'Dead credential used',
  },
  de: {
    'rollcall.UserProvisioned': 'Person bereitgestellt',
    'rollcall.UserUpdated': 'Person geändert',
    'rollcall.UserDeprovisioned': 'Bereitstellung beendet',
    'rollcall.GroupProvisioned': 'Gruppe bereitgestellt',
    'rollcall.GroupUpdated': 'Gruppe geändert',
    'rollcall.GroupDeprovisioned': 'Gruppe entfernt',
    'rollcall.WriteRefused': 'Schreiben abgelehnt',
    'rollcall.RefusalsSuppressed': 'Ablehnungen gezählt',
    'rollcall.AdminActed': 'Verwaltung',
    'rollcall.CredentialExpiring': 'Zugangsdaten laufen ab',
    'rollcall.DeadCredentialUsed': 'Tote Zugangsdaten benutzt',
  },
};
