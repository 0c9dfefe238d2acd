import type { ReactNode } from 'react';
import mark from '../../favicon.svg';
import './card.css';

interface CardProps {
  readonly title: string;
  readonly isBusy?: boolean;
  readonly children?: ReactNode;
}

export function Card({ title, isBusy = false, children }: CardProps): ReactNode {
  return (
    <main className="card-page">
      <div className="card" aria-busy={isBusy}>
        <img src={mark} alt="Rollcall" width="40" height="40" />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
