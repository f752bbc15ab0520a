import { createHash, timingSafeEqual } from 'node:crypto';
import type { Settings } from '../settings.js';

/** Who may read the metrics: whoever bears the token of the settings; without one everybody, and in production nobody. */
export function mayScrape(
  { metricsToken, production }: Pick<Settings, 'metricsToken' | 'production'>,
  authorization: string | undefined,
): 'yes' | 'no' | 'closed' {
  if (metricsToken === undefined) return production ? 'closed' : 'yes';
  const given = /^bearer ([\w.~-]{1,200})$/iu.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(metricsToken)) ? 'yes' : 'no';
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
