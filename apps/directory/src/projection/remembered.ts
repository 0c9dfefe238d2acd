export interface Memory {
  /** Texts that are remembered at once. */
  readonly most: number;
  /** Characters: a longer text is made of what nobody else has, and would only fill the memory. */
  readonly longest: number;
}

/**
 * What a pure function makes of short texts that come again and again, as given names do: made once of each, for as long as
 * fewer than `most` others come. Then all is forgotten, so it holds no more, whoever sends what.
 */
export function remembered<Made>(make: (text: string) => Made, { most, longest }: Memory): (text: string) => Made {
  const known = new Map<string, Made>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (text.length > longest) return made;
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
