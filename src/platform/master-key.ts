const keyBytes = 32;

/** Reads 32 bytes written as hex, base64 or base64url; undefined for anything else. */
export function decodeMasterKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === keyBytes ? key : undefined;
}

/**
 * True for a key that nobody drew at random: few different bytes, steps of equal size, or a typed sentence.
 * A random key has about 30 different bytes of 32; fewer than 20 happen once in 10^9 keys at most.
 */
export function isGuessable(key: Buffer): boolean {
  const steps = new Set(key.map((byte, index) => byte - (key[index - 1] ?? 0)).subarray(1));
  const typed = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return new Set(key).size < 20 || steps.size === 1 || typed;
}
