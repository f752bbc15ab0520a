import { transformFile } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

const modules = join(__dirname, '../../node_modules');

/** Compiles the sources of a folder, so that a process of its own can run them. */
export async function compileFolder(sources: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(sources)) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const { code } = await transformFile(join(sources, name), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'commonjs' },
    });
    await writeFile(join(target, name.replace(/ts$/, 'js')), code);
  }
}

/** Runs a script and waits for the first line that it prints. */
export async function startProcess(script: string, folder: string): Promise<{ child: ChildProcess; line: string }> {
  const env = { ...process.env, NODE_PATH: modules };
  const child = spawn(process.execPath, ['-e', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) return { child, line };
  throw new Error('The process ended without a word.');
}
