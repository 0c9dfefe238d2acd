import { Link as RouterLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUrl } from './url.ts';
import './tabs.css';

interface Tab {
  readonly id: string;
  readonly label: string;
}

/** Views of a page, the chosen one in the address. The first is the one without a word there. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }): ReactNode {
  const first = tabs[0]?.id ?? '';
  const chosen = useTab(tabs);
  return (
    <ul className="tabs" aria-label={label}>
      {tabs.map(({ id, label: text }) => (
        <li key={id}>
          <RouterLink
            to="."
            search={(before: object) => ({ ...before, tab: id === first ? undefined : id })}
            className="tab"
            activeOptions={{ exact: true }}
            activeProps={{}}
            aria-current={id === chosen ? 'page' : undefined}
          >
            {text}
          </RouterLink>
        </li>
      ))}
    </ul>
  );
}

export function useTab(tabs: readonly Pick<Tab, 'id'>[]): string {
  const first = tabs[0]?.id ?? '';
  const [{ tab }] = useUrl({ tab: first });
  return tabs.some(({ id }) => id === tab) ? tab : first;
}

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few. */
export function Segments<Value extends string>({ label, value, choices, onChange }: SegmentsProps<Value>): ReactNode {
  return (
    <div className="segments" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className="segment"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
