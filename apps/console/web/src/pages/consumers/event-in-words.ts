import { useText } from '../../i18n/locale.ts';
import { isKnownType, NAMES_OF_TYPES } from '../audit/types.ts';
import { CONSUMERS_TEXTS } from './texts.ts';

/** What an event tells; of a type that came later than these texts its name, and of none that it cannot be read. */
export function useEventInWords(): (type: string | null) => string {
  const t = useText(CONSUMERS_TEXTS);
  const words = useText(NAMES_OF_TYPES);
  return (type) => {
    if (type === null) return t('noEvent');
    return isKnownType(type) ? words(type) : type;
  };
}
