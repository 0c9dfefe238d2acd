import type { Pool } from 'pg';
import { BoundedMap } from '#service';
import { CUSTOM_ATTRIBUTE_TYPES, customUserType, type CustomAttribute, type ResourceType } from '#scim';

const MAX_KEPT = 1_000;

interface Kept {
  readonly definitions: string;
  readonly type: ResourceType;
}

/** The type of each tenant's users. One object per set of definitions, because what is derived from it is kept with it. */
export class UserTypes {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #kept = new BoundedMap<string, Kept>(MAX_KEPT);

  constructor(pool: Pick<Pool, 'query'>) {
    this.#pool = pool;
  }

  async load(tenantId: string): Promise<ResourceType> {
    const { rows } = await this.#pool.query<TypeRow>({ name: 'find-user-type', text: FIND, values: [tenantId] });
    const definitions = JSON.stringify(rows);
    const kept = this.#kept.get(tenantId);
    const type = kept?.definitions === definitions ? kept.type : typeOf(rows);
    this.#kept.set(tenantId, { definitions, type });
    return type;
  }
}

interface TypeRow {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly sensitive: boolean;
  readonly retired: boolean;
}

function typeOf(rows: readonly TypeRow[]): ResourceType {
  const defined = rows.filter(({ retired }) => !retired);
  const sensitive = rows.filter((row) => row.sensitive).map(({ name }) => name);
  return customUserType(defined.flatMap(definitionOf), sensitive);
}

/** Decoder: the table's constraint has the same four types. */
function definitionOf({ name, type, description }: TypeRow): CustomAttribute[] {
  const known = CUSTOM_ATTRIBUTE_TYPES.find((one) => one === type);
  return known === undefined ? [] : [{ name, type: known, description }];
}

const FIND = `
  select name, type, description, sensitive, retired
    from find_custom_attributes($1::uuid)`;
