import type { TargetValue } from '../mapping/attribute-mapping.js';
import { ENTERPRISE_USER } from './bodies.js';
import { parsePath } from './path.js';

/** `compliant` is what the tenant URL's flag `aadOptscim062020` brings, `legacy` what Entra sends without it. */
export type Dialect = 'legacy' | 'compliant';

export interface AttributeChange {
  readonly path: string;
  /** What the target has there now decides between Add and Replace. */
  readonly isNew: boolean;
  /** Null takes the attribute away. */
  readonly value: TargetValue | null;
}

interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

export interface PatchBody {
  readonly schemas: readonly string[];
  readonly Operations: readonly Operation[];
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const MANAGER = `${ENTERPRISE_USER}:manager`;

const patch = (Operations: readonly Operation[]): PatchBody => ({ schemas: [PATCH_OP], Operations });

/** Without the flag one operation per attribute, its verb capitalised and booleans as texts; with it, see `compliant`. */
export function attributesPatch(changes: readonly AttributeChange[], dialect: Dialect): PatchBody {
  return patch(dialect === 'legacy' ? changes.map(legacy) : compliant(changes));
}

function legacy({ path, isNew, value }: AttributeChange): Operation {
  if (value === null) return { op: 'Remove', path };
  const sent = typeof value === 'boolean' ? (value ? 'True' : 'False') : value;
  return { op: isNew ? 'Add' : 'Replace', path, value: sent };
}

/** Single values are folded into one path-less replace whose keys may be dotted or URNs; filtered paths stay as they are. */
function compliant(changes: readonly AttributeChange[]): Operation[] {
  const folded: Record<string, unknown> = {};
  const others: Operation[] = [];
  for (const { path, isNew, value } of changes) {
    if (value === null) others.push({ op: 'remove', path });
    else if (parsePath(path).element === null && !Array.isArray(value)) folded[path] = value;
    else others.push({ op: isNew ? 'add' : 'replace', path, value });
  }
  return Object.keys(folded).length === 0 ? others : [{ op: 'replace', value: folded }, ...others];
}

/** The manager's target id, as a bare text: the shape that was observed most. Null takes the manager away. */
export function managerPatch(managerId: string | null, isNew: boolean, dialect: Dialect): PatchBody {
  const verb = managerId === null ? 'Remove' : isNew ? 'Add' : 'Replace';
  const op = dialect === 'legacy' ? verb : verb.toLowerCase();
  return patch([managerId === null ? { op, path: MANAGER } : { op, path: MANAGER, value: managerId }]);
}

export interface MemberChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Members by their target ids. Without the flag Remove carries them as its value, which the RFC does not know. */
export function membersPatch({ added, removed }: MemberChanges, dialect: Dialect): PatchBody {
  const values = (ids: readonly string[]) => ids.map((value) => ({ $ref: null, value }));
  if (dialect === 'compliant') {
    return patch([
      ...(added.length === 0 ? [] : [{ op: 'add', path: 'members', value: values(added) }]),
      ...removed.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
    ]);
  }
  return patch([
    ...(added.length === 0 ? [] : [{ op: 'Add', path: 'members', value: values(added) }]),
    ...(removed.length === 0 ? [] : [{ op: 'Remove', path: 'members', value: values(removed) }]),
  ]);
}
