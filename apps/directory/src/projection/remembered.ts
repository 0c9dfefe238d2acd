/** A longer text is made of what nobody else has: it would only fill the memory. */
const LONGEST = 64;

/**
 * What a pure function makes of short texts that come again and again, as given names do: made once of each, for as long as
 * fewer than `most` others come. Then all is forgotten, so it holds no more, whoever sends what.
 */
export function remembered<Made>(make: (text: string) => Made, most: number): (text: string) => Made {
  const known = new Map<string, Made>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (text.length > LONGEST) return made;
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
