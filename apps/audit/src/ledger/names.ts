import type { Change, RollcallEvent, UserProvisioned } from '#contracts';

/** What something is called since some time: an entry has its id, and people look for its name. */
export interface Named {
  readonly tenantId: string;
  readonly id: string;
  /** As an entry's `resourceType`. */
  readonly type: string;
  readonly name: string;
  readonly userName: string | null;
  /** What a person is called beside it: by given and family name, in either order. */
  readonly alsoCalled?: readonly string[];
  readonly since: string;
}

/** What an event says of names; nothing where it changed none. Pure and total. */
export function namesIn(event: RollcallEvent): readonly Named[] {
  switch (event.type) {
    case 'rollcall.UserProvisioned':
    case 'rollcall.UserUpdated': {
      const { user, changes } = event.data;
      const isNew = 'reason' in event.data && event.data.reason === 'created';
      if (!isNew && !changes.some(isOfPerson)) return [];
      const [name = user.userName, ...others] = namesOf(user);
      const named = called(event, { id: event.subject, type: 'User', name, userName: user.userName });
      return [others.length === 0 ? named : { ...named, alsoCalled: others }];
    }
    case 'rollcall.GroupProvisioned':
    case 'rollcall.GroupUpdated': {
      const isNew = event.type === 'rollcall.GroupProvisioned';
      if (!isNew && !event.data.changes.some(({ path }) => path === 'displayName')) return [];
      return [called(event, { id: event.subject, type: 'Group', name: event.data.group.displayName })];
    }
    case 'rollcall.TenantChanged':
      return (event.data.connections ?? []).map(({ id, name }) => called(event, { id, type: 'connection', name }));
    case 'rollcall.AdminActed':
      return ofAct(event, event.data);
    default:
      return [];
  }
}

type OfPerson = Pick<UserProvisioned['data']['user'], 'displayName' | 'name'>;

/** All that a person is called, what is shown first: many come with the parts of a name alone. */
function namesOf({ displayName, name }: OfPerson): readonly string[] {
  const { formatted, givenName: given = '', familyName: family = '' } = name ?? {};
  const parts = [`${given} ${family}`, `${family} ${given}`].map((text) => text.trim());
  return [...new Set([displayName ?? '', formatted ?? '', ...parts])].filter((text) => text !== '');
}

type Said = Pick<Named, 'id' | 'type' | 'name'> & { readonly userName?: string };

function called({ tenantId, time: since }: RollcallEvent, { id, type, name, userName }: Said): Named {
  return { tenantId, id, type, name: kept(name), userName: userName === undefined ? null : kept(userName), since };
}

function isOfPerson({ path }: Change): boolean {
  return path === 'userName' || path === 'displayName' || path === 'name' || path.startsWith('name.');
}

/** A credential, a reader or a connection is called what its act says. */
function ofAct(
  event: RollcallEvent,
  {
    object,
    changes = [],
  }: { readonly object: { readonly type: string; readonly id: string }; readonly changes?: readonly Change[] },
): readonly Named[] {
  const name = changes.find(({ path }) => path === 'name')?.after;
  return typeof name === 'string' ? [called(event, { id: object.id, type: object.type, name })] : [];
}

/** What PostgreSQL's text holds, and a table shows. */
function kept(text: string): string {
  return text.slice(0, 300).replaceAll('\0', '').toWellFormed();
}

const MOST_WORDS = 5;
const KEY_CHARACTERS = 100;

/** As it is compared: without case, and so long as an index holds. */
export function nameKey(text: string): string {
  return Array.from(kept(text).normalize('NFC').toLowerCase().trim()).slice(0, KEY_CHARACTERS).join('');
}

/** By what a person is found: the user name, and each name from each of its words on. */
export function keysOf({
  name,
  userName,
  alsoCalled = [],
}: Omit<Named, 'tenantId' | 'id' | 'type' | 'since'>): readonly string[] {
  const fromEach = [name, ...alsoCalled].flatMap(fromEachWord);
  return [...new Set([...fromEach, nameKey(userName ?? '')])].filter((key) => key !== '');
}

function fromEachWord(name: string): readonly string[] {
  const words = nameKey(name).split(/\s+/u);
  return words.slice(0, MOST_WORDS).map((_word, at) => words.slice(at).join(' '));
}
