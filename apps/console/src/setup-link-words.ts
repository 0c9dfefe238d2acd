import { isUuid } from '#postgres';
import { isHelp } from '#service';
import { NO_TENANT } from './sessions/session.js';

export const SETUP_LINK_HELP = `setup-link operator --who <name>          a link that makes the account of an operator, shown once
setup-link tenant <id> --who <name>       one that makes an identity administrator of that tenant`;

export interface SetupLinkWords {
  readonly tenantId: string;
  /** Named in the audit log. */
  readonly who: string;
}

/** Null: help is asked for. @throws Error that says what to write instead */
export function setupLinkWords(words: readonly string[]): SetupLinkWords | null {
  const [first] = words;
  if (first === undefined || isHelp(first)) return null;
  const at = words.indexOf('--who');
  const who = at < 0 ? undefined : words[at + 1];
  if (who === undefined || who.trim() === '' || who.length > 200) throw new Error('--who <name>: say who asks for it');
  const [kind, id = '', ...more] = [...words.slice(0, at), ...words.slice(at + 2)];
  if (kind === 'operator' && id === '') return { tenantId: NO_TENANT, who };
  if (kind === 'tenant' && isUuid(id.toLowerCase()) && id !== NO_TENANT && more.length === 0) {
    return { tenantId: id.toLowerCase(), who };
  }
  throw new Error(`not understood\n${SETUP_LINK_HELP}`);
}
