import type { Ledger } from '../../support/load.js';
import { storedResources } from '../../support/proof.js';
import type { World } from '../../support/world.js';

/** Versions that clients were told of and that the database, the former standby's, does not have. */
export async function acknowledgedAndLost(world: World, ledgers: readonly Ledger[]): Promise<string[]> {
  const stored = new Map((await storedResources(world)).map(({ id, version }) => [id, version]));
  return ledgers.flatMap(({ acknowledged }) =>
    [...acknowledged].flatMap(([id, version]) => {
      const has = stored.get(id) ?? 0;
      return has >= version ? [] : [`${id}: version ${version} was acknowledged, and ${has} is stored`];
    }),
  );
}
