/** Where there is a Redis; without one the name says aloud that and why it was skipped. */
export function describeOnRedis(name: string, tests: (redisUrl: string) => void): void {
  const url = process.env['TEST_REDIS_URL'];
  if (url) describe(name, () => tests(url));
  else describe.skip(`${name}: skipped, since neither REDIS_URL nor a redis-server is here`, () => tests(''));
}
