import type { ReactNode } from 'react';
import type { Translate } from '../../i18n/catalogue.ts';
import { useLocale, useText } from '../../i18n/locale.ts';
import { inGerman } from '../../i18n/said.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { GERMAN_REASONS } from './german-reasons.ts';
import { CONSUMERS_TEXTS } from './texts.ts';

type Key = keyof typeof CONSUMERS_TEXTS.en;

const TONES: Readonly<Record<string, Tone>> = { poison: 'bad', undecodable: 'bad', gap: 'warn', stopped: 'bad' };

interface ReasonProps {
  readonly kind: string;
  readonly because: string;
}

/** Why it was set aside: the kind in our words, and what the consumer says. */
export function Reason({ kind, because }: ReasonProps): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  return (
    <div className="stack-small">
      <span>
        <Badge tone={TONES[kind] ?? 'neutral'}>{kindIn(kind, t)}</Badge>
      </span>
      <bdi className="muted path">
        <Because said={because} />
      </bdi>
    </div>
  );
}

/** What a consumer says, in the language of the page. */
export function Because({ said }: { readonly said: string }): ReactNode {
  return useLocale().startsWith('de') ? inGerman(said, GERMAN_REASONS) : said;
}

/** Of a kind that came later than these texts, its name. */
function kindIn(kind: string, t: Translate<Key>): string {
  const key = `kind.${kind}`;
  return key in CONSUMERS_TEXTS.en ? t(key as Key) : kind;
}
