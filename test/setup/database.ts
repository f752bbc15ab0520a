import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  readonly keysUrl: string;
  /** Ends what is still connected. */
  drop(): Promise<void>;
}

/** Two empty databases of one test file, so that files run side by side. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const names = [name, `${name}_keys`];
  for (const database of names) await run(`create database ${database}`);
  return {
    url: urlOf(name),
    keysUrl: urlOf(`${name}_keys`),
    drop: async () => {
      for (const database of names) await run(`drop database if exists ${database} with (force)`);
    },
  };
}

async function run(statement: string): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function urlOf(database: string): string {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  url.pathname = `/${database}`;
  return url.href;
}
