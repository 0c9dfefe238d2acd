import { useSyncExternalStore, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import './toast.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'ok' | 'bad';
}

const SHOWN_MS = 5_000;
const MOST = 3;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

/** Tells that something is done, or was not, for a moment and aloud. What has to be read stands on the page. */
export function toast(text: string, tone: Toast['tone'] = 'ok'): void {
  last += 1;
  const id = last;
  change([...toasts.slice(1 - MOST), { id, text, tone }]);
  setTimeout(() => change(toasts.filter((one) => one.id !== id)), SHOWN_MS);
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Above dialogs, too: it is outside of what they hide from a reader. */
export function Toasts(): ReactNode {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite" data-react-aria-top-layer="true">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className="toast">
          <Icon name={tone === 'ok' ? 'check' : 'warning'} size={16} />
          {text}
        </div>
      ))}
    </div>
  );
}
