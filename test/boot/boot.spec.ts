import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModulesContainer } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { startTestApp, type TestApp } from '../setup/app.js';

type Class = abstract new (...parameters: never[]) => unknown;

// What @CommandHandler and @QueryHandler of @nestjs/cqrs leave on a class.
const COMMAND_HANDLER = '__commandHandler__';
const QUERY_HANDLER = '__queryHandler__';

const source = join(__dirname, '../../src');

const sources = (ending: string): readonly string[] =>
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(source, file));

/** What the capabilities' files of one kind export, whoever imports it. */
function exportsOf(ending: string): Readonly<Record<string, unknown>> {
  const exported = sources(ending).flatMap((file) => Object.entries(jest.requireActual<Record<string, unknown>>(file)));
  return Object.fromEntries(exported);
}

const isClass = (value: unknown): value is Class => typeof value === 'function' && /^class\b/u.test(String(value));

describe('the application starts', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  /** Every provider with this metadata, in every module: the class that it handles. */
  function handled(metadata: string): readonly Class[] {
    const providers = [...app.app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
    return providers.flatMap(({ metatype }) => {
      const target: unknown = typeof metatype === 'function' ? Reflect.getMetadata(metadata, metatype) : undefined;
      return isClass(target) ? [target] : [];
    });
  }

  /** What the bus itself would find; it keeps this to itself. */
  const handlerCount = (bus: typeof CommandBus | typeof QueryBus): number =>
    (app.app.get<unknown>(bus) as { readonly handlers: ReadonlyMap<string, unknown> }).handlers.size;

  const namesOf = (classes: readonly Class[]): readonly string[] => classes.map(({ name }) => name).toSorted();

  it('every command of every capability has exactly one handler', () => {
    const commands = Object.values(exportsOf('.commands.ts')).filter(isClass);
    expect(commands.length).toBeGreaterThan(30);
    expect(namesOf(handled(COMMAND_HANDLER))).toEqual(namesOf(commands));
    expect(handlerCount(CommandBus)).toBe(commands.length);
  });

  it('every query that a route asks has exactly one handler, and no handler waits for nothing', () => {
    const asked = sources('.controller.ts').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/queries\.execute\(\s*new (\w+)\(/gu)].map(([, name = '']) => name),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(namesOf(handled(QUERY_HANDLER))).toEqual([...new Set(asked)].toSorted());
    expect(handlerCount(QueryBus)).toBe(new Set(asked).size);
  });

  it('every type of fact has one entry in the catalogue', () => {
    // That the lists are complete over the unions of types is checked where they are written, by `satisfies`.
    const lists = Object.entries(exportsOf('.events.ts')).filter(([name]) => name.endsWith('Facts'));
    const types = lists.flatMap(([, list]) => Object.keys(list as object));
    expect(lists).toHaveLength(7);
    expect(new Set(types).size).toBe(types.length);
    expect([...app.app.get(FactCodec)['catalogue'].keys()].toSorted()).toEqual(types.toSorted());
  });
});
