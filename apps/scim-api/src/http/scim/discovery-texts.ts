import {
  listResponse,
  resourceTypeDocuments,
  schemaDocuments,
  serviceProviderConfig,
  type JsonObject,
  type ResourceType,
} from '#scim';
import { BoundedMap } from '#service';

type Document = JsonObject & { readonly id: string };
type Build = (baseUrl: string, userType: ResourceType) => readonly Document[];

export interface DocumentTexts {
  /** As a ListResponse. */
  readonly list: string;
  /** By their ids in small letters. */
  readonly byId: ReadonlyMap<string, string>;
}

export type Documents = 'resourceTypes' | 'schemas';
const BUILDS: Readonly<Record<Documents, Build>> = { resourceTypes: resourceTypeDocuments, schemas: schemaDocuments };

/** Types of users whose texts are kept, some 80 kB each: a company's own is one, and all others have the same. */
export const MAX_TYPES_KEPT = 50;

/** What discovery answers, as it is sent: strangers ask for it, and each time it would be the same. */
export class DiscoveryTexts {
  readonly #baseUrl: string;
  readonly #builds: typeof BUILDS;
  readonly config: string;
  /** The one that was asked for longest ago goes first. */
  readonly #kept = new BoundedMap<ResourceType, Partial<Record<Documents, DocumentTexts>>>(MAX_TYPES_KEPT);

  constructor(baseUrl: string, builds = BUILDS) {
    this.#baseUrl = baseUrl;
    this.#builds = builds;

    this.config = JSON.stringify(serviceProviderConfig(baseUrl));
  }

  of(documents: Documents, userType: ResourceType): DocumentTexts {
    const texts = this.#kept.get(userType) ?? {};
    this.#kept.set(userType, texts);
    return (texts[documents] ??= write(this.#builds[documents](this.#baseUrl, userType)));
  }
}

function write(resources: readonly Document[]): DocumentTexts {
  return {
    list: JSON.stringify(listResponse({ resources, totalResults: resources.length, startIndex: 1 })),
    byId: new Map(resources.map((one) => [one.id.toLowerCase(), JSON.stringify(one)])),
  };
}
