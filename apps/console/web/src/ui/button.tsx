import { Link as RouterLink } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import './button.css';

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet';

interface Look {
  readonly kind?: ButtonKind;
  readonly isSmall?: boolean;
}

function classOf({ kind = 'plain', isSmall = false }: Look): string {
  return ['button', `button-${kind}`, ...(isSmall ? ['button-small'] : [])].join(' ');
}

interface ButtonProps extends Look, Omit<ComponentProps<'button'>, 'className' | 'disabled'> {
  /** It stays where it is and can be reached, so that its reason can be read; it does nothing. */
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
}

export function Button({
  kind,
  isSmall,
  isBusy = false,
  isDisabled = false,
  onClick,
  ...rest
}: ButtonProps): ReactNode {
  const isIdle = isBusy || isDisabled;
  const look = { ...(kind && { kind }), ...(isSmall && { isSmall }) };
  return (
    <button
      type="button"
      {...rest}
      className={classOf(look)}
      aria-disabled={isIdle || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isIdle) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}

interface ButtonLinkProps extends Look {
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  /** Of the page, as its panel has it. */
  readonly part?: string | undefined;
  readonly children: ReactNode;
}

/** A link that looks like a button, because it leads on. */
export function ButtonLink({ to, search, part, children, ...look }: ButtonLinkProps): ReactNode {
  return (
    <RouterLink
      to={to}
      {...(search && { search })}
      {...(part !== undefined && { hash: part })}
      className={classOf(look)}
    >
      {children}
    </RouterLink>
  );
}

interface DownloadLinkProps extends Look {
  readonly href: string;
  /** @returns whether it may go on */
  readonly onAsked?: () => boolean;
  readonly children: ReactNode;
}

/** A file that a service streams: the browser saves it, and the page stays. */
export function DownloadLink({ href, onAsked, children, ...look }: DownloadLinkProps): ReactNode {
  return (
    <a
      href={href}
      download
      className={classOf(look)}
      onClick={(event) => {
        if (onAsked?.() === false) event.preventDefault();
      }}
    >
      {children}
    </a>
  );
}
