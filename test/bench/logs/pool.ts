import pg from 'pg';

/** As many connections as the product has; rivals say how many suit them best. */
const MOST = 20;

/** What a database that is dropped says to connections that are about to close is no news. */
export const openPool = (config: pg.PoolConfig): pg.Pool =>
  new pg.Pool({ max: MOST, ...config }).on('error', () => undefined);
