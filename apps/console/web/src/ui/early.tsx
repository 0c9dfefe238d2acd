import { lazy, useState, type ComponentType, type ReactNode } from 'react';

interface Loaded<Props> {
  readonly default: ComponentType<Props>;
}

/**
 * A part that is loaded beside its page and not once it is rendered. Where it is there by then it is shown with what it stands in: of `lazy`
 * alone React shows the fallback first even so, and takes that away 300 ms after it showed one at the soonest.
 */
export function early<Props extends object>(load: () => Promise<Loaded<Props>>): (props: Props) => ReactNode {
  let there: ComponentType<Props> | undefined;
  const loading = load().then((loaded) => {
    there = loaded.default;
    return loaded;
  });
  const Awaited = lazy<ComponentType<Props>>(() => loading.catch(load));
  // Who waits for it hears that it failed; whoever never shows it need not.
  loading.catch(() => undefined);
  return function Early(props) {
    // The same as long as it is shown: another one would lose what it holds.
    const [Part] = useState(() => there ?? Awaited);
    return <Part {...props} />;
  };
}
