import type { ReactNode } from 'react';
import { germanRemedy, type Refusal } from './remedies.ts';

export function TranslatedRemedy(refusal: Refusal): ReactNode {
  return germanRemedy(refusal);
}
