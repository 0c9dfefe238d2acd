import { valueAt } from '../schema/value-at.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { leafOf, type AttributeRef } from '../schema/lookup.js';
import { finished, type Steps } from '../steps.js';
import { comparable, foldingWork, soughtBy, type Comparable, type Compare } from './sought.js';
import type { Filter } from './tree.js';
import { unbounded, type QueryWork } from './work.js';

/**
 * True if the resource (with id and meta, if the filter asks for them), or the element of a value path, matches.
 * `decided` answers for parts that the resource does not show, such as a large group's members.
 */
export function matchesFilter(filter: Filter, resource: JsonObject, decided: Decided = UNDECIDED): boolean {
  return finished(matchSteps(filter, resource, { decided, work: unbounded() }));
}

export type Decided = (part: Filter) => boolean | undefined;
const UNDECIDED: Decided = () => undefined;

export interface Matching {
  readonly decided?: Decided;
  readonly work: QueryWork;
}

/**
 * As {@link matchesFilter}, charged, and may be interrupted between two values. What the filter seeks is folded once for all
 * resources, and what the resource holds once for all comparisons of it.
 */
export function* matchSteps(
  filter: Filter,
  resource: JsonObject,
  { decided = UNDECIDED, work }: Matching,
): Steps<boolean> {
  return yield* matches(filter, resource, { decided, work, known: new Map() });
}

interface Evaluation extends Required<Matching> {
  /** Values of a resource or an element in the form in which they are compared, by the key of their path. */
  readonly known: Map<JsonObject, Map<string, readonly Comparable[]>>;
}

function* matches(filter: Filter, resource: JsonObject, evaluation: Evaluation): Steps<boolean> {
  const known = evaluation.decided(filter);
  if (known !== undefined) return known;
  switch (filter.kind) {
    case 'and':
      for (const operand of filter.operands) if (!(yield* matches(operand, resource, evaluation))) return false;
      return true;
    case 'or':
      for (const operand of filter.operands) if (yield* matches(operand, resource, evaluation)) return true;
      return false;
    case 'not':
      return !(yield* matches(filter.operand, resource, evaluation));
    case 'present':
      evaluation.work.ask();
      return valuesAt(resource, filter.path).length > 0;
    case 'valuePath':
      return yield* matchesElement(filter, resource, evaluation);
    case 'compare':
      return yield* compareAny(filter, resource, evaluation);
  }
}

function* matchesElement(
  { path, filter }: Extract<Filter, { kind: 'valuePath' }>,
  resource: JsonObject,
  evaluation: Evaluation,
): Steps<boolean> {
  evaluation.work.ask();
  for (const value of valuesAt(resource, path)) {
    if (isJsonObject(value) && (yield* matches(filter, value, evaluation))) return true;
    const stretch = evaluation.work.stretch();
    if (stretch > 0) yield stretch;
  }
  return false;
}

/** RFC 7644 §3.4.2.2: of a multi-valued attribute any value may match; an unassigned one equals null and nothing else. */
function* compareAny(filter: Compare, resource: JsonObject, { work, known }: Evaluation): Steps<boolean> {
  const { path, operator, value } = filter;
  work.ask();
  if (value === null) return (valuesAt(resource, path).length === 0) === (operator === 'eq');
  const values = yield* comparables(path, resource, { work, known });
  if (values.length === 0) return operator === 'ne';
  const sought = soughtBy(filter);
  for (const actual of values) {
    work.compare(sought.reads(actual));
    if (sought.matches(actual)) return true;
    const stretch = work.stretch();
    if (stretch > 0) yield stretch;
  }
  return false;
}

function* comparables(
  path: AttributeRef,
  holder: JsonObject,
  { work, known }: Pick<Evaluation, 'work' | 'known'>,
): Steps<readonly Comparable[]> {
  const ofHolder = known.get(holder) ?? new Map<string, readonly Comparable[]>();
  const found = ofHolder.get(path.key);
  if (found !== undefined) return found;
  const leaf = leafOf(path);
  const folded: Comparable[] = [];
  for (const value of valuesAt(holder, path)) {
    work.spend(foldingWork(value));
    folded.push(comparable(leaf, value));
    const stretch = work.stretch();
    if (stretch > 0) yield stretch;
  }
  known.set(holder, ofHolder.set(path.key, folded));
  return folded;
}

/** The assigned values: of every element if the attribute is multi-valued. */
function valuesAt(resource: JsonObject, ref: AttributeRef): readonly JsonValue[] {
  const whole = valueAt(resource, ref);
  const values = isJsonArray(whole) ? whole : [whole];
  const { sub } = ref;
  const leaves = sub === null ? values : values.map((value) => (isJsonObject(value) ? value[sub.name] : undefined));
  return leaves.filter((value) => value !== undefined && value !== null);
}
