import { useId, useState, type ReactNode } from 'react';
import { AwaitedContext } from './beginning.ts';
import { Icon, type IconName } from './icon.tsx';
import { useLastError, useUnheard } from './lasting.ts';
import { usePart } from './part.ts';
import { isProblem } from '../api/problem.ts';
import { Stale } from './stale.tsx';
import { Failed, Skeleton, type SkeletonProps } from './state.tsx';
import './panel.css';

interface PanelProps {
  readonly title: string;
  /** Its name behind `#` in an address, in no language. */
  readonly part?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** For tables, which have a distance from the edge of their own. */
  readonly isFlush?: boolean;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

export function Panel({ title, part, description, actions, isFlush, isBusy, children }: PanelProps): ReactNode {
  const id = useId();
  const head = usePart<HTMLHeadingElement>(part);
  return (
    <section id={part} className="panel" aria-labelledby={id} aria-busy={isBusy ?? false}>
      <div className="panel-head">
        <div>
          <h2 id={id} ref={head} {...(part !== undefined && { tabIndex: -1 })}>
            {title}
          </h2>
          {description !== undefined && <p>{description}</p>}
        </div>
        {actions !== undefined && <div className="row">{actions}</div>}
      </div>
      <div className={isFlush === true ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  );
}

/** In the place of a panel that is still to come. */
export function PanelSkeleton({ rows = 4 }: { readonly rows?: number }): ReactNode {
  return (
    <div className="panel panel-awaited">
      <Skeleton rows={rows} />
    </div>
  );
}

interface Query<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isFetching?: boolean;
  /** In milliseconds since 1970. */
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

interface QueriedProps<Data> extends SkeletonProps {
  readonly query: Query<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What a query answers, or that it is awaited or failed: what is old stays while new is fetched, and says so where that fails. */
export function Queried<Data>({ query, children, ...awaited }: QueriedProps<Data>): ReactNode {
  const { data, dataUpdatedAt, refetch } = query;
  const error = useLastError(query);
  const isUnheard = useUnheard(query);
  const [wasAwaited] = useState(data === undefined);
  // Of what somebody may not see any more nothing stays.
  if (data !== undefined && !isProblem(error, 403)) {
    return (
      <AwaitedContext value={wasAwaited}>
        {isUnheard && <Stale error={error} at={dataUpdatedAt} onRetry={() => void refetch()} />}
        {children(data)}
      </AwaitedContext>
    );
  }
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  return <Skeleton {...awaited} />;
}

interface NoticeProps {
  /** Its name behind `#` in an address, in no language. */
  readonly part?: string;
  readonly tone: 'ok' | 'warn' | 'bad' | 'neutral';
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function Notice({ part, tone, icon = 'warning', title, children, actions }: NoticeProps): ReactNode {
  const head = usePart<HTMLDivElement>(part);
  return (
    <div id={part} ref={head} className={`notice notice-${tone}`} {...(part !== undefined && { tabIndex: -1 })}>
      <Icon name={icon} />
      <div className="notice-body">
        <strong>{title}</strong>
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className="notice-actions">{actions}</div>}
      </div>
    </div>
  );
}
