import { decodeJwt } from 'jose';
import { fetchWithin, Problem, type Caller } from '#service';

/** Who of some people reports to somebody. */
export interface Reports {
  /** @param token for the directory, of that somebody @throws Problem where the directory does not say so */
  among(token: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** In which the console brings along a token of the same account for the directory. */
export const DIRECTORY_TOKEN = 'x-directory-token';

const BOUNDS = { withinMs: 5_000, mostBytes: 65_536 } as const;

/**
 * Asks the directory, whose chart it is, by the caller's own identity and at each request: of who was somebody's report a moment ago
 * nothing is told any more. While it cannot be asked nobody is anybody's.
 *
 * @param url of the directory; undefined: there is none to ask
 */
export function reportsAt(url: string | undefined): Reports {
  return {
    among: async (token, ids) => {
      const query = new URLSearchParams(ids.map((id): [string, string] => ['id', id]));
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      if (url === undefined) throw AWAY;
      const answer = await fetchWithin(`${url}/own/reports?${query.toString()}`, { headers }, BOUNDS).catch(() => null);
      const body: unknown = await answer?.json().catch(() => null);
      if (answer?.status === 403) throw refusalIn(body);
      const items = answer?.status === 200 ? itemsIn(body) : null;
      if (items === null) throw AWAY;
      const asked = new Set(ids);
      return new Set(items.filter((id) => asked.has(id)));
    },
  };
}

/**
 * What the caller brought for the directory. That it is good the directory says; that it is theirs is seen here, so that nobody asks about
 * somebody else's reports.
 *
 * @throws Problem
 */
export function directoryTokenOf({ name, tenantId, person }: Caller, header: unknown): string {
  if (person === null) throw NO_PERSON;
  if (typeof header !== 'string' || !isOf(header, { name, tenantId })) throw BY_THE_CONSOLE;
  return header;
}

function isOf(token: string, { name, tenantId }: Pick<Caller, 'name' | 'tenantId'>): boolean {
  try {
    const { sub, tid } = decodeJwt(token);
    return sub !== undefined && sub === name && tid === tenantId;
  } catch {
    return false;
  }
}

function itemsIn(body: unknown): readonly string[] | null {
  const items: unknown = new Map(Object.entries(body ?? {})).get('items');
  return Array.isArray(items) && items.every((one) => typeof one === 'string') ? items : null;
}

function refusalIn(body: unknown): Problem {
  const code: unknown = new Map(Object.entries(body ?? {})).get('code');
  return code === NO_PERSON.code ? NO_PERSON : AWAY;
}

const NO_PERSON = new Problem(
  403,
  'no-person',
  'Your account is nobody’s among the employees, so nobody reports to you and there are no mails about your people.',
);

const BY_THE_CONSOLE = new Problem(
  403,
  'by-the-console',
  `This is asked in the console, which brings along your own token for the directory (${DIRECTORY_TOKEN}).`,
);

const AWAY = new Problem(
  503,
  'directory-away',
  'Who reports to you the directory says, and it cannot be asked at this moment; try again.',
);
