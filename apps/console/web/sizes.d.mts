export interface Sizes {
  readonly first: number;
  readonly pages: readonly { readonly name: string; readonly bytes: number }[];
}

export const FIRST_LOAD: number;
export const ROUTE: number;
export function sizesOf(dist: string): Sizes;
export function sizesIn(manifest: object, compressed: (file: string) => number): Sizes;
export function excesses(sizes: Sizes): string[];
