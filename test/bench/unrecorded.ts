import { demand, figure, heading } from './report.js';
import { creates, lookups, type Person } from './shots.js';
import { median } from './statistics.js';
import type { World } from './world.js';
import { inTurn, type Lengths, type Side } from './write-path.js';

const CONNECTIONS = [8, 32] as const;
/** Of the rate without: what the activity may cost whoever creates. */
const LEAST_SHARE = 0.98;

/** scim-api as it runs beside one that keeps no activity, on the same database and each with a tenant of its own: rounds in turn. */
export async function besideUnrecorded(world: World, lengths: Lengths): Promise<void> {
  const { constellation, another, pause, resume } = world;
  const { url } = await constellation.addProcess('scim-api', 'unrecorded', { ACTIVITY_DATABASE_URL: '' });
  const { target } = await another('unrecorded');
  pause();
  try {
    const pids = constellation.pids();
    const ours: Side = { name: 'with activity', target: world.target, pid: pids['scim-api'] ?? 0 };
    const bare: Side = { name: 'without', target: { ...target, url: `${url}/scim/v2` }, pid: pids['unrecorded'] ?? 0 };
    const pair = { ours, bare, postgres: pids.postgres ?? 0 };
    const [people, theirs]: [Person[], Person[]] = [[], []];
    const made = (list: Person[]) => creates((person) => list.push(person));
    for (const connections of CONNECTIONS) {
      heading(`With the activity and without: ${connections} connections`);
      const share = shareOf(await inTurn(pair, [made(people), made(theirs)], { ...lengths, connections }));
      figure('creates, share of the rate without', share.toFixed(3));
      demand(
        `creates at ${connections} connections, share of the rate without activity`,
        share,
        'at least',
        LEAST_SHARE,
      );
      const asked = await inTurn(pair, [lookups(people), lookups(theirs)], { ...lengths, connections });
      figure('look-ups, share of the rate without', shareOf(asked).toFixed(3));
    }
  } finally {
    resume();
  }
}

type Rounds = Awaited<ReturnType<typeof inTurn>>;

const shareOf = ({ ours, theirs }: Rounds): number =>
  median(ours.map(({ perSecond }) => perSecond)) / median(theirs.map(({ perSecond }) => perSecond));
