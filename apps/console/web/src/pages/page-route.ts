import type { ComponentType } from 'react';
import type { Consumer } from '../api/lag.ts';
import type { Permission } from '../api/permission.ts';
import type { Role } from '../api/session.ts';
import type { IconName } from '../ui/icon.tsx';

/** The parts of the navigation, by what somebody comes to do. */
export type Section = 'start' | 'provisioning' | 'directory' | 'evidence' | 'settings';

/** What the shell knows of a page before it is loaded. */
export interface PageRoute {
  /** Below `/t/<slug>/`, or below `/installation/`; `$id` is a parameter. Nothing: the first page. */
  readonly path: string;
  readonly scope?: 'tenant' | 'installation';
  readonly title: { readonly en: string; readonly de: string };
  /** One of them is enough; none: everybody who is signed in. */
  readonly needs: readonly Permission[];
  /** Who may see it, said to those who may not. */
  readonly roles: readonly Role[];
  /** Its key comes after `g`. */
  readonly nav?: { readonly section: Section; readonly icon: IconName; readonly key?: string };
  /** What of the events of scim-api it shows, as far as that has followed. */
  readonly reads?: Consumer;
  /** The path of the page above it. */
  readonly parent?: string;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}
