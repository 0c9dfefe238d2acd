/** What is asked of a page from inside it: a text, because nothing else of this tree knows what a document is. */
export const PROBE = `
globalThis.probe = {
  overhang: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  isSettled: () => document.querySelector('h1') !== null && document.querySelector('.skeleton') === null,
  markUsable: () => {
    const found = [...document.querySelectorAll('a[href], button, input, select, textarea')];
    const usable = found.filter((one) => one.checkVisibility() && one.tabIndex >= 0);
    usable.forEach((one, index) => { one.dataset.reach = String(index); });
    const reached = new Set();
    addEventListener('keyup', ({ key }) => {
      const at = document.activeElement?.dataset.reach;
      if (key === 'Tab' && at !== undefined) reached.add(Number(at));
    }, true);
    globalThis.probe.reached = () => [...reached];
    return usable.map((one) => one.outerHTML.slice(0, 120));
  },
};
`;

export interface Probe {
  readonly overhang: () => number;
  readonly isSettled: () => boolean;
  /** What can be used by a pointer; from then on it is remembered what has the focus when Tab comes up. */
  readonly markUsable: () => readonly string[];
  /** Where in that list what has been come to is. */
  readonly reached: () => readonly number[];
}
