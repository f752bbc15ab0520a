import { parseArgs } from 'node:util';
import { startEventStoreServer } from './server.js';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '2113' }, data: { type: 'string' }, nodes: { type: 'string' } },
  });
  const server = await startEventStoreServer({
    port: Number(values.port),
    ...(values.data !== undefined && { data: values.data }),
    nodes: values.nodes === '3' ? 3 : 1,
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  }
  console.log(server.url);
}

void main();
