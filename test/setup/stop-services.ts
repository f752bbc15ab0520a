import { once } from 'node:events';
import type { TestServices } from './start-services.js';

export default async function stopTestServices(): Promise<void> {
  const { testServices } = globalThis as { testServices?: TestServices };
  if (!testServices) return;
  await testServices.stop();
  testServices.reaper.stdin?.end();
  await once(testServices.reaper, 'exit');
}
