import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min, validateSync } from 'class-validator';
import { readCommandLine } from './command-line.js';
import { s3BucketOf } from './documents/s3-bucket.js';
import { isEventStoreAddress } from './event-store-address.js';
import { decodeMasterKey, isGuessable } from './master-key.js';
import { Check, describeSetting, isAddress, isDatabase, isInstant, Parsed, Setting } from './setting.js';

const postgresExample = 'postgres://credence:secret@db.example.org:5432/credence';

/** What one process runs with. Where an address is missing, the embedded service stands in. */
export class Settings {
  @Setting('NODE_ENV', 'NODE_ENV=production')
  @IsIn(['development', 'test', 'production'], { message: 'must be development, test or production' })
  readonly environment: 'development' | 'test' | 'production' = 'development';

  @Setting('PORT', 'PORT=3000')
  @Parsed(Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be below 0 (0 takes any free port)' })
  @Max(65535, { message: 'must not be above 65535' })
  readonly port: number = 3000;

  @Setting('HOST', 'HOST=0.0.0.0')
  @Check('must be an address or name to listen on', (text) => /^[\w.:-]+$/.test(text))
  readonly host: string = '127.0.0.1';

  @Setting('PUBLIC_URL', 'PUBLIC_URL=https://credence.example.org')
  @Parsed((text) => text.replace(/\/+$/, ''))
  @IsOptional()
  @Check(
    'must be an http or https address without query',
    (text) => isAddress(text, 'http:', 'https:') && !/[?#]/.test(text),
  )
  readonly publicUrl?: string;

  @Setting('DATABASE_URL', `DATABASE_URL=${postgresExample}`)
  @IsOptional()
  @Check('must be a postgres address with the name of the database', isDatabase)
  readonly databaseUrl?: string;

  @Setting('KEYS_DATABASE_URL', `KEYS_DATABASE_URL=${postgresExample}_keys`)
  @IsOptional()
  @Check('must be a postgres address with the name of the database', isDatabase)
  readonly keysDatabaseUrl?: string;

  @Setting('EVENT_STORE_URL', 'EVENT_STORE_URL="esdb://user:secret@node1.example.org,node2.example.org?tls=true"')
  @IsOptional()
  @Check(
    'must be an esdb or esdb+discover address with user and password, percent-encoded (none with tls=false), and known options',
    isEventStoreAddress,
  )
  readonly eventStoreUrl?: string;

  @Setting('EVENT_STORE_PREFIX', 'EVENT_STORE_PREFIX=credence')
  @Check('must be 1 to 60 letters, digits or dashes', (text) => /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/.test(text))
  readonly eventStorePrefix: string = 'credence';

  @Setting('REDIS_URL', 'REDIS_URL=redis://redis.example.org:6379')
  @IsOptional()
  @Check('must be a redis or rediss address', (text) => isAddress(text, 'redis:', 'rediss:'))
  readonly redisUrl?: string;

  @Setting('SMTP_URL', 'SMTP_URL=smtps://user:secret@mail.example.org:465')
  @IsOptional()
  @Check('must be an smtp or smtps address', (text) => isAddress(text, 'smtp:', 'smtps:'))
  readonly smtpUrl?: string;

  @Setting('MAIL_FROM', 'MAIL_FROM="Credence <no-reply@credence.example>"')
  @Check('must be a mail address, or a name with the address in angle brackets', (text) =>
    /^(?:[^<>\r\n]+ <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/.test(text),
  )
  readonly mailFrom: string = 'Credence <no-reply@credence.example>';

  @Setting('DOCUMENTS_URL', 'DOCUMENTS_URL="s3://key:secret@s3.example.org/credence?region=eu-west-1"')
  @IsOptional()
  @Check('must be an s3 address with key, secret and bucket, of query only region and tls=no', (text) => {
    return s3BucketOf(text) !== undefined;
  })
  readonly documentsUrl?: string;

  @Setting('MAIL_BOUNCES_TO', 'MAIL_BOUNCES_TO=bounces@credence.example')
  @IsOptional()
  @Check('must be a mail address', (text) => /^[^<>\s@]+@[^<>\s@]+$/.test(text))
  readonly mailBouncesTo?: string;

  @Setting('MAIL_PER_MINUTE', 'MAIL_PER_MINUTE=600')
  @Parsed(Number)
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must not be below 1' })
  @Max(100_000, { message: 'must not be above 100000' })
  readonly mailPerMinute?: number;

  @Setting('OIDC_ISSUER', 'OIDC_ISSUER=https://login.example.org/realms/delegates')
  @IsOptional()
  @Check('must be an http or https address', (text) => isAddress(text, 'http:', 'https:'))
  readonly oidcIssuer?: string;

  @Setting('OIDC_AUDIENCE', 'OIDC_AUDIENCE=credence')
  @Check('must not hold white space', (text) => /^\S+$/.test(text))
  readonly oidcAudience: string = 'credence';

  @Setting('CREDENCE_ADMINISTRATORS', 'CREDENCE_ADMINISTRATORS=8f14e45f,c9f0f895')
  @Parsed((text) => text.split(',').map((subject) => subject.trim()))
  @IsOptional()
  @Check('must be a list of token subjects with commas between them', (text) => /^.{1,255}$/.test(text), true)
  readonly administrators?: readonly string[];

  @Setting('CREDENCE_MASTER_KEY', 'CREDENCE_MASTER_KEY="$(openssl rand -base64 32)"')
  @IsOptional()
  @Check('must be exactly 32 bytes as base64 or hex', (text) => decodeMasterKey(text) !== undefined)
  readonly masterKey?: string;

  @Setting('CREDENCE_NOW', 'CREDENCE_NOW=2027-03-01T09:00:00+01:00')
  @IsOptional()
  @Check('must be an instant of ISO 8601 with its offset', isInstant)
  readonly now?: string;

  @Setting('CREDENCE_WORKER', 'CREDENCE_WORKER=separate')
  @IsIn(['inside', 'separate'], { message: 'must be inside or separate' })
  readonly worker: 'inside' | 'separate' = 'inside';

  @Setting('LOG_LEVEL', 'LOG_LEVEL=info')
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'must be fatal, error, warn, info, debug, trace or silent',
  })
  readonly logLevel: string = 'info';

  @Setting('CREDENCE_METRICS_TOKEN', 'CREDENCE_METRICS_TOKEN="$(openssl rand -hex 24)"')
  @IsOptional()
  @Check('must be 16 to 200 letters, digits or - . _ ~', (text) => /^[\w.~-]{16,200}$/.test(text))
  readonly metricsToken?: string;

  @Setting('CREDENCE_METRICS_PORT', 'CREDENCE_METRICS_PORT=9464')
  @Parsed(Number)
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be below 0 (0 takes any free port)' })
  @Max(65535, { message: 'must not be above 65535' })
  readonly metricsPort?: number;

  @Setting('OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example.org:4318')
  @IsOptional()
  @Check('must be an http or https address', (text) => isAddress(text, 'http:', 'https:'))
  readonly tracesEndpoint?: string;

  readonly dataFolder: string;
  readonly fresh: boolean;

  get production(): boolean {
    return this.environment === 'production';
  }
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(['Wrong settings:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
  }
}

/**
 * @param argv the words after the name of the program
 * @throws SettingsError that names every wrong setting, what is wrong with it, and an example
 */
export function readSettings(env: NodeJS.ProcessEnv, argv: readonly string[]): Settings {
  const { problems, port, ...chosen } = readCommandLine(argv);
  const given = Object.fromEntries(
    Object.entries({ ...env, ...port }).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const options = { excludeExtraneousValues: true, exposeDefaultValues: true, exposeUnsetFields: false };
  const settings = Object.assign(plainToInstance(Settings, given, options), chosen);
  const wrong = validateSync(settings).map(({ property, constraints = {} }) => {
    return explain(property as keyof Settings, Object.values(constraints).join(', '));
  });
  const all = [...problems, ...wrong, ...(wrong.length ? [] : conflictsIn(settings))];
  if (all.length) throw new SettingsError(all);
  return settings;
}

function explain(property: keyof Settings, problem: string): string {
  const { name, example } = describeSetting(property);
  return `${name} ${problem}. Example: ${example}`;
}

function conflictsIn(settings: Settings): string[] {
  if (settings.production) return productionConflicts(settings);
  const nobody = settings.oidcIssuer && !settings.administrators;
  return nobody ? [explain('administrators', 'is required together with OIDC_ISSUER')] : [];
}

const requiredInProduction = [
  'databaseUrl',
  'keysDatabaseUrl',
  'smtpUrl',
  'oidcIssuer',
  'administrators',
  'masterKey',
  'publicUrl',
] as const;

function productionConflicts(settings: Settings): string[] {
  const { publicUrl, oidcIssuer, masterKey, databaseUrl, keysDatabaseUrl, now, fresh } = settings;
  const conflicts = requiredInProduction
    .filter((property) => settings[property] === undefined)
    .map((property) => explain(property, 'is required in production'));
  const refuse = (wrong: unknown, property: keyof Settings, problem: string): void => {
    if (wrong) conflicts.push(explain(property, problem));
  };
  refuse(publicUrl && !isAddress(publicUrl, 'https:'), 'publicUrl', 'must begin with https in production');
  refuse(oidcIssuer && !isAddress(oidcIssuer, 'https:'), 'oidcIssuer', 'must begin with https in production');
  refuse(
    databaseUrl && databaseUrl === keysDatabaseUrl,
    'keysDatabaseUrl',
    'must not be the same as DATABASE_URL in production',
  );
  const key = masterKey && decodeMasterKey(masterKey);
  refuse(key && isGuessable(key), 'masterKey', 'is easy to guess: 32 random bytes are needed in production');
  if (now) conflicts.push('CREDENCE_NOW must not be set in production. Example: unset CREDENCE_NOW');
  if (fresh)
    conflicts.push('--fresh is refused in production: it would empty the data folder. Example: start without --fresh');
  return conflicts;
}
