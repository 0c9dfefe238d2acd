import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { EVERYTHING, type PresentedMember, type StoredGroup } from '#scim';
import { ShareExceeded } from '#service';
import { turns } from '#turns';
import { FIRST_MEMBERS, MEMBERS_PAGE, type MembershipReads } from '../../groups/membership-reads.js';
import { groupAnswer, type GroupAnswer } from './group-answer.js';

const GROUP: StoredGroup = {
  id: 'g',
  version: 1,
  created: '2026-01-01T00:00:00Z',
  lastModified: '2026-01-01T00:00:00Z',
  attributes: { displayName: 'Large' },
};
const idAt = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;

/** Members of one group, and what was asked for. */
class Memberships implements MembershipReads {
  readonly asked: (string | null)[] = [];
  readonly #members: readonly PresentedMember[];

  constructor(
    count: number,
    readonly admit: () => void = () => undefined,
  ) {
    this.#members = Array.from({ length: count }, (_, at) => ({ value: idAt(at), type: 'User' as const }));
  }

  members(_tenantId: string, _groupId: string, after: string | null): Promise<readonly PresentedMember[]> {
    this.asked.push(after);
    const from = after === null ? 0 : this.#members.findIndex(({ value }) => value === after) + 1;
    return Promise.resolve(this.#members.slice(from, from + (after === null ? FIRST_MEMBERS : MEMBERS_PAGE)));
  }

  membersOf = (): Promise<never> => Promise.reject(new Error('no list'));
  groupsOf = (): Promise<never> => Promise.reject(new Error('no list'));
}

const SHOWING = { tenantId: 'busy', baseUrl: 'https://x/scim/v2', projection: EVERYTHING };

async function membersIn({ body, text }: GroupAnswer): Promise<readonly string[]> {
  const parts: string[] = text === null ? [JSON.stringify(body)] : ((await text.toArray()) as string[]);
  const { members = [] } = JSON.parse(parts.join('')) as { members?: readonly { value: string }[] };
  return members.map(({ value }) => value);
}

/** How often others could have had the thread, by whose turn it was. */
function countSteps(): Map<string, number> {
  const steps = new Map<string, number>();
  const begin = turns.begin.bind(turns);
  jest.spyOn(turns, 'begin').mockImplementation((of = '', options) => {
    const turn = begin(of, options);
    const isOver = (units?: number): boolean => {
      steps.set(of, (steps.get(of) ?? 0) + 1);
      return turn.isOver(units);
    };
    return { ...turn, isOver };
  });
  return steps;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the answer with a group', () => {
  it.each([
    0,
    1,
    250,
    251,
    FIRST_MEMBERS - 1,
    FIRST_MEMBERS,
    FIRST_MEMBERS + 1,
    FIRST_MEMBERS + MEMBERS_PAGE - 1,
    FIRST_MEMBERS + MEMBERS_PAGE,
    FIRST_MEMBERS + 2 * MEMBERS_PAGE + 1,
  ])('shows all of %i members, 250 in a step of its tenant', async (count) => {
    const steps = countSteps();
    const shown = await membersIn(await groupAnswer(new Memberships(count), GROUP, SHOWING));
    expect(shown).toEqual(Array.from({ length: count }, (_, at) => idAt(at)));
    expect(steps.get('busy') ?? 0).toBeGreaterThanOrEqual(count > 250 ? count / 250 : 0);
  });

  it('is a list where it is large: refused beyond the share of lists, before the rest is read', async () => {
    const refuse = (): void => {
      throw new ShareExceeded('list', 1);
    };
    const small = new Memberships(FIRST_MEMBERS - 1, refuse);
    expect(await membersIn(await groupAnswer(small, GROUP, SHOWING))).toHaveLength(FIRST_MEMBERS - 1);
    const large = new Memberships(FIRST_MEMBERS, refuse);
    await expect(groupAnswer(large, GROUP, SHOWING)).rejects.toThrow(ShareExceeded);
    expect(large.asked).toEqual([null]);
  });
});
