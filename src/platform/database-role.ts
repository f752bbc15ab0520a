import pg from 'pg';
import { hasCode } from './embedded/durable-file.js';

/** The account that the application works under: it may add to the log, and never change it. */
export const APPLICATION_ROLE = 'credence_app';

/** Something that only a database administrator can put right; the message says how. */
export class DatabaseRoleError extends Error {
  override readonly name = 'DatabaseRoleError';
}

/** A transaction that is left open hides later facts from all readers of the log. */
const IDLE_IN_TRANSACTION = '-c idle_in_transaction_session_timeout=30s';

/** The options of a connection, with the role set from its first statement on; what the address already asks for is kept. */
export function connectionWithRole(databaseUrl: string): {
  readonly connectionString: string;
  readonly options: string;
} {
  const url = new URL(databaseUrl);
  const options = [IDLE_IN_TRANSACTION, url.searchParams.get('options'), `-c role=${APPLICATION_ROLE}`]
    .filter((option) => option !== null)
    .join(' ');
  // pg lets an option of the address win over one beside it.
  url.searchParams.delete('options');
  return { connectionString: url.href, options };
}

/** Says what the administrator has to do where a migration was refused for want of a right. */
export async function explainRefusal(client: pg.Client, error: unknown): Promise<unknown> {
  if (!isPermissionDenied(error)) return error;
  const { rows } = await client.query<{ account: string; exists: boolean }>(
    'select session_user as account, exists (select from pg_roles where rolname = $1) as exists',
    [APPLICATION_ROLE],
  );
  const { account = 'credence', exists = false } = rows[0] ?? {};
  const statements = [
    `alter role "${account}" createrole;`,
    ...(exists ? [`grant ${APPLICATION_ROLE} to "${account}" with admin option;`] : []),
    `grant create on database ${client.database ?? ''} to "${account}";`,
  ];
  const reason = `The account "${account}" of DATABASE_URL may not make the tables of Credence, or the role ${APPLICATION_ROLE} that protects its log`;
  return new DatabaseRoleError(advice(`${reason} (${error.message}).`, statements), { cause: error });
}

/** @throws DatabaseRoleError when a connection of the application doesn't really work under the role */
export async function checkRole(databaseUrl: string): Promise<void> {
  const client = new pg.Client(connectionWithRole(databaseUrl));
  try {
    await client.connect();
    const { rows } = await client.query<{ role: string; account: string }>(
      'select current_user as role, session_user as account',
    );
    const [found] = rows;
    if (found !== undefined && found.role !== APPLICATION_ROLE) throw new DatabaseRoleError(notKept(found.account));
  } catch (error) {
    if (!isPermissionDenied(error)) throw error;
    const account = client.user ?? 'credence';
    const reason = `The account "${account}" of DATABASE_URL may not work as the role ${APPLICATION_ROLE}, which protects the log from changes.`;
    throw new DatabaseRoleError(advice(reason, [`grant ${APPLICATION_ROLE} to "${account}";`]), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Insufficient privilege, or a value of a parameter that is refused (a role that does not exist). */
function isPermissionDenied(error: unknown): error is Error {
  return error instanceof Error && hasCode(error, '42501', '22023');
}

const advice = (reason: string, statements: readonly string[]): string =>
  [
    reason,
    'Ask the administrator of the database to run this once, then start again:',
    ...statements.map((statement) => `  ${statement}`),
  ].join('\n');

const notKept = (account: string): string =>
  [
    `The connection of DATABASE_URL works as "${account}" although it asks for the role ${APPLICATION_ROLE}, which protects the log from changes.`,
    'A connection pooler in between that drops start-up options does this: connect to PostgreSQL directly, or let the pooler pass "options".',
  ].join('\n');
