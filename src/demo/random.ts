/** Numbers that look drawn and come out the same every time. */
export interface Random {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  of<T>(items: readonly T[]): T;
}

/** mulberry32, by Tommy Ettinger: small, even enough for invented people, and good for nothing secret. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    of: <T>(items: readonly T[]): T => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('Nothing can be drawn from an empty list.');
      return item;
    },
  };
}
