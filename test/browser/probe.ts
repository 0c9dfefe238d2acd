/** What is asked of a page from inside it: a text, because nothing else of this tree knows what a document is. */
export const PROBE = `
globalThis.probe = {
  overhang: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  isSettled: () => document.querySelector('h1') !== null && document.querySelector('.skeleton') === null,
  markUsable: () => {
    const found = [...document.querySelectorAll('a[href], button, input, select, textarea')];
    const usable = found.filter((one) => one.checkVisibility() && one.tabIndex >= 0);
    usable.forEach((one, index) => { one.dataset.reach = String(index); });
    return usable.map((one) => one.outerHTML.slice(0, 120));
  },
  reached: () => document.activeElement?.dataset.reach ?? null,
};
`;

export interface Probe {
  readonly overhang: () => number;
  readonly isSettled: () => boolean;
  /** What can be used by a pointer, each with its number. */
  readonly markUsable: () => readonly string[];
  /** The number of what has the focus. */
  readonly reached: () => string | null;
}
