import { Link as RouterLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface LinkProps {
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  /** Of the page, as its panel has it. */
  readonly part?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** To a page of the console; `useTenantPath` makes the address. */
export function Link({ to, search, part, className, children }: LinkProps): ReactNode {
  return (
    <RouterLink
      to={to}
      {...(search && { search })}
      {...(part !== undefined && { hash: part })}
      {...(className !== undefined && { className })}
    >
      {children}
    </RouterLink>
  );
}

interface HereLinkProps {
  /** What is undefined leaves the address. */
  readonly search: Readonly<Record<string, string | undefined>>;
  readonly className?: string;
  readonly children: ReactNode;
}

/** To this page, with other words behind `?` in its address. */
export function HereLink({ search, className, children }: HereLinkProps): ReactNode {
  return (
    <RouterLink
      to="."
      search={(before: object) => ({ ...before, ...search })}
      activeOptions={{ exact: true }}
      {...(className !== undefined && { className })}
    >
      {children}
    </RouterLink>
  );
}
