import { resolve } from 'node:path';
import { readSettings, SettingsError } from './settings.js';

const randomKey = 'q83vASNFZ4mrze8BI0VniavN7/7cuph2VDIQ/ty6mHY=';
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://credence.example.org',
  DATABASE_URL: 'postgres://u:p@db.example.org/credence',
  KEYS_DATABASE_URL: 'postgres://u:p@db.example.org/keys',
  SMTP_URL: 'smtps://u:p@mail.example.org',
  OIDC_ISSUER: 'https://login.example.org',
  CREDENCE_ADMINISTRATORS: 'a,b',
  CREDENCE_MASTER_KEY: 'xtbbCwV1mRkqj0Zf5yKqUuN0m3b8rVtY7dOa4cEwX9s=',
};

function problemsWith(env: NodeJS.ProcessEnv, argv: string[] = []): readonly string[] {
  try {
    readSettings(env, argv);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('need nothing to be set', () => {
    expect(readSettings({}, [])).toMatchObject({
      environment: 'development',
      port: 3000,
      host: '127.0.0.1',
      worker: 'inside',
      logLevel: 'info',
      oidcAudience: 'credence',
      mailFrom: 'Credence <no-reply@credence.example>',
      dataFolder: resolve('.credence'),
      fresh: false,
    });
  });

  it('take empty variables for missing ones', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: ' ' }, [])).toMatchObject({ port: 3000 });
  });

  it('let the command line go before the environment', () => {
    const settings = readSettings({ PORT: '4000' }, ['--port', '0', '--data=here', '--fresh']);
    expect(settings).toMatchObject({ port: 0, dataFolder: resolve('here'), fresh: true });
  });

  it('read lists, keys and instants', () => {
    const env = {
      CREDENCE_ADMINISTRATORS: ' a , b',
      CREDENCE_MASTER_KEY: randomKey,
      CREDENCE_NOW: '2027-03-01T09:00:00+01:00',
    };
    expect(readSettings(env, []).administrators).toEqual(['a', 'b']);
  });

  it.each([
    'esdb://u:s@node1',
    'esdb://127.0.0.1:2113?tls=false',
    'esdb://user:s%40cret@node1.example.org:2113,node2.example.org:2113,node3.example.org/?nodePreference=leader',
    'esdb+discover://user:secret@cluster.example.org?tls=true&tlsCAFile=%2Fetc%2Fca.pem&keepAliveInterval=10000',
  ])('accept the event store at %s', (url) => {
    expect(readSettings({ EVENT_STORE_URL: url }, [])).toMatchObject({
      eventStoreUrl: url,
      eventStorePrefix: 'credence',
    });
  });

  it('accept a complete production', () => {
    expect(readSettings(production, []).production).toBe(true);
  });

  it.each([
    [{ NODE_ENV: 'prod' }, 'NODE_ENV'],
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ PORT: '65536' }, 'PORT'],
    [{ PORT: '3.5' }, 'PORT'],
    [{ HOST: 'a b' }, 'HOST'],
    [{ PUBLIC_URL: 'credence.example.org' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'ftp://credence.example.org' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://credence.example.org/?a=b' }, 'PUBLIC_URL'],
    [{ DATABASE_URL: 'mysql://db/credence' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://db' }, 'DATABASE_URL'],
    [{ KEYS_DATABASE_URL: 'keys' }, 'KEYS_DATABASE_URL'],
    [{ EVENT_STORE_URL: 'http://node1:2113' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://node1' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://node1?tls=true&userCertFile=c&userKeyFile=k' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://user@node1' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://user:%zz@node1' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://u:s@node1?' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://u:s@node1?tls=true&tlsVerifyCert=false' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://u:s@node1?colour=red' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_URL: 'esdb://u:s@node1?throwOnAppendFailure=false' }, 'EVENT_STORE_URL'],
    [{ EVENT_STORE_PREFIX: 'two.words' }, 'EVENT_STORE_PREFIX'],
    [{ EVENT_STORE_PREFIX: '$system' }, 'EVENT_STORE_PREFIX'],
    [{ REDIS_URL: 'http://redis' }, 'REDIS_URL'],
    [{ SMTP_URL: 'mail.example.org:25' }, 'SMTP_URL'],
    [{ MAIL_FROM: 'Credence' }, 'MAIL_FROM'],
    [{ MAIL_FROM: 'Credence\r\nBcc: x@y.example <a@b.example>' }, 'MAIL_FROM'],
    [{ DOCUMENTS_URL: 'https://key:secret@s3.example.org/bucket' }, 'DOCUMENTS_URL'],
    [{ DOCUMENTS_URL: 's3://s3.example.org/bucket' }, 'DOCUMENTS_URL'],
    [{ DOCUMENTS_URL: 's3://key:secret@s3.example.org' }, 'DOCUMENTS_URL'],
    [{ DOCUMENTS_URL: 's3://key:secret@s3.example.org/bucket/folder' }, 'DOCUMENTS_URL'],
    [{ DOCUMENTS_URL: 's3://key:secret@s3.example.org/bucket?acl=public' }, 'DOCUMENTS_URL'],
    [{ DOCUMENTS_URL: 's3://key:secret@s3.example.org/bucket?tls=maybe' }, 'DOCUMENTS_URL'],
    [{ DOCUMENTS_URL: 's3://key:%zz@s3.example.org/bucket' }, 'DOCUMENTS_URL'],
    [{ MAIL_BOUNCES_TO: 'Credence <bounces@credence.example>' }, 'MAIL_BOUNCES_TO'],
    [{ MAIL_PER_MINUTE: '0' }, 'MAIL_PER_MINUTE'],
    [{ MAIL_PER_MINUTE: 'many' }, 'MAIL_PER_MINUTE'],
    [{ OIDC_ISSUER: 'login', CREDENCE_ADMINISTRATORS: 'a' }, 'OIDC_ISSUER'],
    [{ OIDC_ISSUER: 'https://login.example.org' }, 'CREDENCE_ADMINISTRATORS'],
    [{ OIDC_AUDIENCE: 'a b' }, 'OIDC_AUDIENCE'],
    [{ CREDENCE_ADMINISTRATORS: 'a,,b' }, 'CREDENCE_ADMINISTRATORS'],
    [{ CREDENCE_MASTER_KEY: 'secret' }, 'CREDENCE_MASTER_KEY'],
    [{ CREDENCE_MASTER_KEY: 'ab'.repeat(31) }, 'CREDENCE_MASTER_KEY'],
    [{ CREDENCE_MASTER_KEY: Buffer.alloc(33).toString('base64') }, 'CREDENCE_MASTER_KEY'],
    [{ CREDENCE_NOW: '2027-03-01T09:00:00' }, 'CREDENCE_NOW'],
    [{ CREDENCE_NOW: '2027-02-30T09:00:00Z' }, 'CREDENCE_NOW'],
    [{ CREDENCE_NOW: 'tomorrow' }, 'CREDENCE_NOW'],
    [{ CREDENCE_WORKER: 'outside' }, 'CREDENCE_WORKER'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ ...production, PUBLIC_URL: 'http://credence.example.org' }, 'PUBLIC_URL'],
    [{ ...production, OIDC_ISSUER: 'http://login.example.org' }, 'OIDC_ISSUER'],
    [{ ...production, KEYS_DATABASE_URL: production.DATABASE_URL }, 'KEYS_DATABASE_URL'],
    [{ ...production, CREDENCE_NOW: '2027-03-01T09:00:00Z' }, 'CREDENCE_NOW'],
    [{ ...production, CREDENCE_MASTER_KEY: '00'.repeat(32) }, 'CREDENCE_MASTER_KEY'],
    [{ ...production, CREDENCE_MASTER_KEY: 'deadbeef'.repeat(8) }, 'CREDENCE_MASTER_KEY'],
    [{ ...production, CREDENCE_MASTER_KEY: Buffer.from([...Array(32).keys()]).toString('hex') }, 'CREDENCE_MASTER_KEY'],
    [
      { ...production, CREDENCE_MASTER_KEY: Buffer.from('the quick brown fox jumps over l').toString('base64') },
      'CREDENCE_MASTER_KEY',
    ],
  ])('refuse %j and name %s with an example', (env, name) => {
    const problems = problemsWith(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} .+\\. Example: .+`));
  });

  it.each(Object.keys(production).filter((name) => name !== 'NODE_ENV'))('require %s in production', (name) => {
    expect(problemsWith({ ...production, [name]: '' })).toEqual([expect.stringMatching(`^${name} is required`)]);
  });

  it.each([
    [['--fresh=yes'], '--fresh'],
    [['--frsh'], '--frsh'],
    [['--port'], '--port'],
    [['--port', '99999'], 'PORT'],
    [['--data='], '--data'],
    [['-p', '3000'], '-p'],
    [['start'], 'start'],
  ])('refuse the command line %j', (argv, name) => {
    const problems = problemsWith({}, argv);
    expect(problems[0]).toMatch(new RegExp(`^${name} .+Example: `));
  });

  it('refuse to empty a folder in production', () => {
    expect(problemsWith(production, ['--fresh'])).toEqual([expect.stringMatching('^--fresh')]);
  });

  it('name all wrong settings at once, and no secret', () => {
    const wrong = {
      PORT: 'x',
      DATABASE_URL: 'mysql://u:hunter2@db',
      EVENT_STORE_URL: 'esdb:u:hunter2@db',
      CREDENCE_MASTER_KEY: 'hunter2',
    };
    expect(() => readSettings(wrong, [])).toThrow(/PORT(.|\n)+DATABASE_URL(.|\n)+CREDENCE_MASTER_KEY/);
    expect(problemsWith(wrong).join()).not.toContain('hunter2');
  });
});
