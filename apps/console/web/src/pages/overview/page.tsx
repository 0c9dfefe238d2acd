import type { ReactNode } from 'react';
import { PageHead } from '../../shell/page-head.tsx';

export function Page(): ReactNode {
  return <PageHead />;
}
