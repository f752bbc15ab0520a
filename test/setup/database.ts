import { randomBytes } from 'node:crypto';
import { Client, DatabaseError } from 'pg';
import { eventually } from './eventually.js';

export interface TestDatabase {
  readonly url: string;
  readonly keysUrl: string;
  /** Ends what is still connected. */
  drop(): Promise<void>;
}

/** Two empty databases of one test file, so that files run side by side; on another server where one is named. */
export async function createTestDatabase(server = process.env['TEST_POSTGRES_URL'] ?? ''): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const names = [name, `${name}_keys`];
  for (const database of names) await run(server, `create database ${database}`);
  return {
    url: urlOf(server, name),
    keysUrl: urlOf(server, `${name}_keys`),
    drop: async () => {
      // What is connected may take longer to end than the server waits for it.
      for (const database of names)
        await eventually(() => run(server, `drop database if exists ${database} with (force)`).then(() => true, wait));
    },
  };
}

function wait(error: unknown): undefined {
  if (!(error instanceof DatabaseError) || error.code !== '55006') throw error;
}

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(server, 'postgres') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
