import type { ReactNode } from 'react';

/** Strokes in a square of 20. */
const PATHS = {
  activity: 'M2.5 10h3.2l2.3-6 4 12 2.3-6h3.2',
  audit: 'M6 2.8h5.5l3.7 3.7v10.7H4.8V4a1.2 1.2 0 0 1 1.2-1.2ZM11.2 3v3.8H15M7.5 10.5h5M7.5 13.5h5',
  building:
    'M4 17.2V4.3l7-1.8v14.7M11 7.5l5 1.3v8.4M2.5 17.2h15M6.5 7h2M6.5 10.2h2M6.5 13.4h2M13.4 11.6h.2M13.4 14.2h.2',
  check: 'M4.2 10.4l3.8 3.8 7.8-8.4',
  chevron: 'M7.5 4.5l5.5 5.5-5.5 5.5',
  clock: 'M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4ZM10 5.8v4.4l2.8 1.8',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7.2 7.2V4.6c0-.9.7-1.6 1.6-1.6h6.6c.9 0 1.6.7 1.6 1.6v6.6c0 .9-.7 1.6-1.6 1.6h-2.6M4.6 7.2h6.6c.9 0 1.6.7 1.6 1.6v6.6c0 .9-.7 1.6-1.6 1.6H4.6c-.9 0-1.6-.7-1.6-1.6V8.8c0-.9.7-1.6 1.6-1.6Z',
  filter: 'M3 5.500h14M5.800 10h8.400M8.600 14.500h2.800',
  groups:
    'M7.4 9.4a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.4c.3-2.9 2.5-4.6 5.4-4.6s5.100 1.700 5.400 4.600M13.200 9.200a2.600 2.600 0 0 0 .300-5.200M15 12.100c1.700.600 2.800 2.100 3 4.300',
  home: 'M3 9.2 10 3.200l7 6v7.600h-4.800v-4.400H7.800v4.400H3Z',
  key: 'M12.700 11.200a3.900 3.900 0 1 0-3.700-2.700L3 14.500V17h3v-1.800h1.800v-1.800h1.800l1-2.300M13.400 6.600h.1',
  mail: 'M3.600 4.500h12.800c.6 0 1.100.5 1.100 1.100v8.800c0 .6-.5 1.100-1.100 1.100H3.600c-.6 0-1.100-.5-1.100-1.100V5.600c0-.6.5-1.100 1.100-1.100ZM2.800 5.500 10 10.800l7.200-5.300',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  organisation:
    'M8 2.800h4v3.600H8ZM2.800 13.600h4v3.600h-4ZM13.200 13.600h4v3.600h-4ZM10 6.400V10M4.800 13.600V10h10.400v3.600',
  pause: 'M7 4.500v11M13 4.500v11',
  people:
    'M10 9.600a3.300 3.300 0 1 0 0-6.600 3.300 3.300 0 0 0 0 6.600ZM3.800 17c.5-3.200 3-5 6.200-5s5.700 1.800 6.200 5',
  plus: 'M10 4v12M4 10h12',
  search: 'M9 14.800A5.800 5.800 0 1 0 9 3.200a5.800 5.800 0 0 0 0 11.600ZM13.300 13.300l3.700 3.700',
  settings:
    'M3 6h7.500M14.500 6H17M3 14h2.500M9.500 14H17M12.500 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7.500 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  shield: 'M10 2.600l6 2.200v4.600c0 3.800-2.500 6.600-6 8-3.500-1.400-6-4.200-6-8V4.800Z',
  signOut:
    'M12.500 6V4.100c0-.6-.5-1.100-1.100-1.100H4.600c-.6 0-1.100.5-1.100 1.100v11.800c0 .6.5 1.100 1.100 1.100h6.800c.6 0 1.100-.5 1.100-1.100V14M8 10h9.500M14.500 7l3 3-3 3',
  stack: 'M10 2.800 17 6.400 10 10 3 6.400ZM3.400 10 10 13.500l6.600-3.500M3.400 13.600l6.600 3.500 6.600-3.500',
  warning: 'M10 3 17.800 16.500H2.200ZM10 8v3.800M10 14h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Beside a text that says the same: nothing reads it aloud. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      className={name === 'chevron' ? 'icon-directed' : undefined}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
