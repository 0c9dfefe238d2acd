/** A message, or one per plural form of `count` (CLDR, as in ICU's `plural`); `{name}` is replaced by the value of that name. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string });

export type Messages<Key extends string> = Readonly<Record<Key, Message>>;

/** A page's texts: German has what English has. */
export interface Catalogue<Key extends string> {
  readonly en: Messages<Key>;
  readonly de: Messages<Key>;
}

export function catalogue<Key extends string>(en: Messages<Key>, de: Messages<NoInfer<Key>>): Catalogue<Key> {
  return { en, de };
}

export type Values = Readonly<Record<string, string | number>>;
export type Translate<Key extends string> = (key: Key, values?: Values) => string;

export function translator<Key extends string>({ en, de }: Catalogue<Key>, locale: string): Translate<Key> {
  const messages = locale.startsWith('de') ? de : en;
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const dressed = isPseudo(locale) ? accented : (text: string): string => text;
  return (key, values = {}) => {
    const message = messages[key];
    const { count } = values;
    const text =
      typeof message === 'string'
        ? message
        : (message[typeof count === 'number' ? plural.select(count) : 'other'] ?? message.other);
    return dressed(text).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : (value ?? `{${name}}`);
    });
  };
}

/** BCP 47 private regions of CLDR: accented English, and English from right to left. */
export const PSEUDO = { accented: 'en-XA', rightToLeft: 'ar-XB' } as const;

export function isPseudo(locale: string): boolean {
  return locale === PSEUDO.accented || locale === PSEUDO.rightToLeft;
}

const PLAIN = 'AEIOUYaeiouycn';
const ACCENTED = 'ÅÉÎÖÛÝåéîöûýçñ';

/** Longer by a third, as other languages are, and told from a text that nobody translated. */
function accented(text: string): string {
  const changed = text.replaceAll(/\{\w+\}|[A-Za-z]/g, (part) => {
    const at = part.length === 1 ? PLAIN.indexOf(part) : -1;
    return ACCENTED[at] ?? part;
  });
  return `[${changed}${' ~~~~'.repeat(Math.ceil(text.length / 15))}]`;
}
