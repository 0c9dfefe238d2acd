/** What is asked of a page from inside it: a text, because nothing else of this tree knows what a document is. */
export const PROBE = `
const asking = globalThis.fetch;
const heard = new Set();
let awaited = 0;
// What is drawn from an answer, and asked because of it, comes in the frames after it.
const later = (frames) => {
  if (frames === 0) awaited -= 1;
  else requestAnimationFrame(() => setTimeout(() => later(frames - 1)));
};
// Only the first time that an address is asked: what is asked again and again would never settle.
globalThis.fetch = async (what, how) => {
  const place = what instanceof Request ? what.url : String(what);
  if (heard.has(place)) return asking(what, how);
  awaited += 1;
  try {
    const answer = await asking(what, how);
    await answer.clone().text();
    return answer;
  } finally {
    heard.add(place);
    later(3);
  }
};
const shifts = [];
const watching = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
watching.observe({ type: 'layout-shift', buffered: true });
const frames = (left) => new Promise((done) => requestAnimationFrame(() => done(left > 1 ? frames(left - 1) : undefined)));
globalThis.probe = {
  frames,
  shifts: async () => {
    await frames(2);
    shifts.push(...watching.takeRecords());
    return shifts.map(({ value, sources }) => ({
      value,
      moved: sources.map(({ node, previousRect: from, currentRect: to }) =>
        [node?.nodeName, node?.className, (node?.textContent ?? '').slice(0, 30), from.y + '+' + from.height, to.y + '+' + to.height].join(' ')),
    }));
  },
  overhang: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  isSettled: () =>
    awaited === 0 && document.querySelector('h1') !== null && document.querySelector('.skeleton, table[aria-busy]') === null,
  markUsable: () => {
    const found = [...document.querySelectorAll('a[href], button, input, select, textarea')];
    const usable = found.filter((one) => one.checkVisibility() && one.tabIndex >= 0);
    usable.forEach((one, index) => { one.dataset.reach = String(index); });
    const reached = new Set();
    const note = ({ key }) => {
      const at = document.activeElement?.dataset.reach;
      if (key === 'Tab' && at !== undefined) reached.add(Number(at));
    };
    // From the last of a page the browser itself goes on to the first, which may come after the key is up.
    addEventListener('keydown', note, true);
    addEventListener('keyup', note, true);
    globalThis.probe.reached = () => [...reached];
    return usable.map((one) => one.outerHTML.slice(0, 120));
  },
};
`;

/** https://web.dev/articles/cls */
export interface Shift {
  readonly value: number;
  /** What moved, from where to where. */
  readonly moved: readonly string[];
}

export interface Probe {
  /** Resolves when so many frames have been drawn. */
  readonly frames: (count: number) => Promise<void>;
  /** What moved since the page was loaded, without anybody's doing. */
  readonly shifts: () => Promise<readonly Shift[]>;
  readonly overhang: () => number;
  /** What has an answer is asked no more for the first time, and has been drawn. */
  readonly isSettled: () => boolean;
  /** What can be used by a pointer; from then on it is remembered what has the focus when Tab goes down and comes up. */
  readonly markUsable: () => readonly string[];
  /** Where in that list what has been come to is. */
  readonly reached: () => readonly number[];
}
