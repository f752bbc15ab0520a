import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { clockFrom, systemClock } from './clock.js';
import { migrate } from './database.js';
import { openLogger } from './edge/logging.js';
import { type RunningServices, startServices } from './embedded/embedded-services.js';
import type { PlatformOptions } from './platform.module.js';
import { refuseEviction } from './queue-backend.js';
import { readSettings } from './settings.js';

export interface StandingServices extends PlatformOptions {
  readonly services: RunningServices;
  readonly logger: Logger;
  /** Where the log is written; undefined for the standard output. */
  readonly logFile: string | undefined;
}

/**
 * Settings, services and databases, ready for an application.
 * @throws SettingsError, DataFolderError, DatabaseRoleError, QueueBackendError: their messages say what to do
 */
export async function standUp(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<StandingServices> {
  const settings = readSettings(env, argv);
  const clock = settings.now === undefined ? systemClock : clockFrom(new Date(settings.now));
  const said: string[] = [];
  // The log file lies in the data folder, which has to be ours first.
  const startLog = {
    info: (message: string) => void said.push(message),
    error: (message: string) => process.stderr.write(`${message}\n`),
  };
  const services = await startServices(settings, startLog, clock);
  try {
    const inFile = !settings.production && existsSync(settings.dataFolder);
    const logFile = inFile ? join(settings.dataFolder, 'credence.log') : undefined;
    const logger = openLogger(settings.logLevel, logFile);
    for (const message of said) logger.info(message);
    if (services.queue.kind === 'redis') await refuseEviction(services.queue.url);
    await migrate(services);
    return { settings, services, clock, logger, logFile };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

const explained = [
  'SettingsError',
  'DataFolderError',
  'DatabaseRoleError',
  'QueueBackendError',
  'EventStoreError',
  'OtherLog',
];

/** What a person at the terminal has to know: the message alone where it says what to do. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (explained.includes(error.name)) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') return `${error.message}: choose another port with --port.`;
  return error.stack ?? error.message;
}
