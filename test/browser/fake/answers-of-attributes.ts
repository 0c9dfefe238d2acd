import type { Answers } from './answer.js';
import { ago } from './scenario.js';

const attribute = {
  name: 'Business Unit',
  type: 'option',
  description: 'The unit the person works for.',
  sensitive: false,
  createdAt: ago(60 * 24 * 60),
  changedAt: ago(60 * 24 * 60),
  retiredAt: null,
};

const attributes = [
  attribute,
  { ...attribute, name: 'Gehaltsgruppe', type: 'number', description: '', sensitive: true, changedAt: ago(90) },
  { ...attribute, name: 'مشروع', type: 'employee', description: '', retiredAt: ago(60 * 24 * 2) },
];

const PEAKON = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';

/** What was refused because nobody has defined it. */
export const UNKNOWN_ATTRIBUTES = ['Shoe size', 'Zoë’s <b>list</b>'].map((name) => ({
  code: 'unknown-attribute',
  place: `${PEAKON}:${name}`,
  remedy: 'Remove it from the mapping, or define it.',
  count: 12,
  people: 4,
  since: ago(600),
  last: ago(42),
  mended: null,
}));

export const ANSWERS_OF_ATTRIBUTES: Answers = {
  listAttributes: ({ state }) => ({ items: state === 'empty' ? [] : attributes, next: null }),
  defineAttribute: () => attribute,
};
