/** A map of `most` keys: what is set is the newest, and whatever was set longest ago makes room for it. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: Key, value: Value): this {
    this.delete(key);
    for (const oldest of this.size >= this.#most ? this.keys() : []) {
      this.delete(oldest);
      break;
    }
    return super.set(key, value);
  }
}
