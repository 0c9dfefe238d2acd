/** How mail addresses are compared: whatever their case and their compatibility forms, as scim-api compares them. */
export function mailKey(address: string): string {
  return address.normalize('NFKC').toLowerCase();
}
