/** What of the card has a reason of its own, as the directory takes it, with the label that it stands under. */
export const EXPLAINABLE = {
  title: 'title',
  department: 'department',
  manager: 'manager',
  mail: 'mail',
  phoneNumbers: 'phone',
  userName: 'userName',
  employeeNumber: 'number',
  externalId: 'externalId',
  active: 'state',
} as const;

export type Explainable = keyof typeof EXPLAINABLE;

export function isExplainable(attribute: string): attribute is Explainable {
  return Object.hasOwn(EXPLAINABLE, attribute);
}
