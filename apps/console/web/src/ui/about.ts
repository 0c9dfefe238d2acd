interface Placed {
  readonly title: string | null;
  readonly department: string | null;
}

/** What tells namesakes apart beside a name: "Staff engineer · Research", or nothing. */
export function aboutOf({ title, department }: Placed): string {
  return [title, department].filter((one) => one !== null).join(' · ');
}
