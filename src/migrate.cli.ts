import 'reflect-metadata';
import { explainFailure, standUp } from './platform/standing-services.js';

/** `npm run migrate [-- --data folder]` */
async function run(argv: readonly string[]): Promise<void> {
  const { services } = await standUp(argv, process.env);
  await services.stop();
  process.stdout.write('Both databases are up to date.\n');
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explainFailure(error)}\n`);
  process.exitCode = 1;
});
