import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Link } from './link.tsx';
import './link-cards.css';

interface LinkCard {
  readonly title: string;
  readonly icon: IconName;
  readonly to: string;
  readonly text: string;
  readonly badge?: ReactNode;
}

export function LinkCards({ cards }: { readonly cards: readonly LinkCard[] }): ReactNode {
  return (
    <ul className="link-cards">
      {cards.map(({ title, icon, to, text, badge }) => (
        <li key={to}>
          <div className="link-card">
            <span className="link-card-icon">
              <Icon name={icon} size={20} />
            </span>
            <div className="link-card-text">
              <h2>
                <Link to={to}>{title}</Link>
                {badge}
              </h2>
              <p>{text}</p>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
