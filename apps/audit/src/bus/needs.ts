import type { NeedsOn } from '#consumer';

// Each event is an entry of its own, with its own time, version and changes; the list is ordered by these when it is
// read. So none needs another, and one that is released late takes its place between its neighbours.

export const USERS_NEED: NeedsOn<'rollcall.users.v1'> = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
};

export const GROUPS_NEED: NeedsOn<'rollcall.groups.v1'> = {
  'rollcall.GroupProvisioned': 'itself',
  'rollcall.GroupUpdated': 'itself',
  'rollcall.GroupDeprovisioned': 'itself',
};

export const ADMIN_NEED: NeedsOn<'rollcall.admin.v1'> = {
  'rollcall.TenantChanged': 'itself',
  'rollcall.AdminActed': 'itself',
  'rollcall.TenantEnded': 'itself',
  'rollcall.CredentialExpiring': 'itself',
  'rollcall.DeadCredentialUsed': 'itself',
};

export const ACTS_NEED: NeedsOn<'rollcall.acts.v1'> = { 'rollcall.AdminActed': 'itself' };

export const PROVISIONING_NEED: NeedsOn<'rollcall.provisioning.v1'> = {
  'rollcall.WriteRefused': 'itself',
  'rollcall.RefusalsSuppressed': 'itself',
};
