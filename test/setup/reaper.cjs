/*
 * Waits until the test run ends, whatever ended it, then stops the servers and removes the folders that it is told of.
 * Input: lines of JSON, { "kill": pid } or { "remove": folder }; a PostgreSQL that runs inside of such a folder goes with it.
 */
const { existsSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const orders = [];
createInterface(process.stdin)
  .on('line', (line) => orders.push(JSON.parse(line)))
  .on('close', () => void reap());

async function reap() {
  const folders = orders.flatMap(({ remove }) => remove ?? []);
  const others = orders.flatMap(({ kill }) => kill ?? []);
  const servers = folders.flatMap((folder) => postmastersIn(folder, 3));
  for (const pid of servers) send(pid, 'SIGQUIT');
  for (const pid of others) send(pid, 'SIGKILL');
  for (const pid of [...servers, ...others]) await ended(pid);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function postmastersIn(folder, depth) {
  const file = join(folder, 'postmaster.pid');
  if (existsSync(file)) return [parseInt(readFileSync(file, 'utf8'), 10)].filter((pid) => pid > 1);
  if (depth === 0 || !existsSync(folder)) return [];
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inner.flatMap(({ name }) => postmastersIn(join(folder, name), depth - 1));
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function ended(pid) {
  for (let tries = 0; tries < 100 && send(pid, 0); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
}
