/** Of a request that a page sends by itself: it keeps no session. The server knows it by this name. */
const UNATTENDED = 'x-unattended';

/** Since nobody touched the page for so long, it asks by itself: less than half an hour, by which the session ends then. */
export const ATTENDED_MS = 60_000;

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const;

let touchedAt = Date.now();

let isAsking = false;

export function touch(): void {
  touchedAt = Date.now();
}

/** While somebody is asked whether they are still there, their answer alone keeps the session: not that they move the pointer to it. */
export function askWhetherAttended(asking: boolean): void {
  isAsking = asking;
}

/** Listens for whoever is at the page; that it was opened is the first of it. */
export function watchTouches(page: Pick<Window, 'addEventListener'>): void {
  for (const kind of TOUCHES) page.addEventListener(kind, touch, { capture: true, passive: true });
}

/** What a read says of whether anybody is at the page. */
export function attendance(now: number = Date.now()): Readonly<Record<string, string>> {
  return isAsking || now - touchedAt > ATTENDED_MS ? { [UNATTENDED]: '1' } : {};
}
