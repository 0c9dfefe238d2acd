import { isCreation, referenceSteps, type BulkRequest, type Steps } from '#scim';

/** Of each operation, the others that create what it names. */
export type Needs = readonly (readonly number[])[];

/** May be interrupted between two operations, and within a long one. */
export function* needSteps(operations: BulkRequest['operations']): Steps<Needs> {
  const places = new Map(operations.filter(isCreation).map(({ bulkId, index }) => [bulkId, index]));
  const needs: (readonly number[])[] = [];
  for (const [index, operation] of operations.entries()) {
    const named = 'error' in operation ? [] : yield* referenceSteps(operation);
    needs.push(named.flatMap((bulkId) => places.get(bulkId) ?? []).filter((need) => need !== index));
    yield;
  }
  return needs;
}
