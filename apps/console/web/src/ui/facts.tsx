import type { ReactNode } from 'react';
import './facts.css';

export interface Tile {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** Figures side by side. */
export function Tiles({ tiles }: { readonly tiles: readonly Tile[] }): ReactNode {
  return (
    <dl className="tiles">
      {tiles.map(({ label, value, note }) => (
        <div key={label} className="tile">
          <dt>{label}</dt>
          <dd>{value}</dd>
          {note !== undefined && <dd className="tile-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Names and values below each other. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(({ label, value }) => (
        <Pair key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function Pair({ label, value }: Fact): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** @param share 0 to 1 */
export function Meter({
  label,
  share,
  text,
}: {
  readonly label: string;
  readonly share: number;
  readonly text: string;
}): ReactNode {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}
