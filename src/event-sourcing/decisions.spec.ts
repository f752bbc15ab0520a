import { randomUUID } from 'node:crypto';
import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import {
  alone,
  leaveNote,
  newShelf,
  type Shelf,
  shelfCatalogue,
  type ShelfCommand,
  shelfDecider,
  type ShelfFact,
  storeParcels,
} from '../../test/setup/shelf.js';
import type { Ready } from './command.js';
import type { Outcome } from './decisions.js';
import { KeyReused, Rejection, StaleRevision } from './rejection.js';

const answerOf = ({ facts, revision, position }: Outcome<ShelfFact>): object => ({
  revision,
  position,
  facts: facts.map(({ id, type, data, personal, revision: at, metadata }) => ({
    id,
    type,
    data,
    personal,
    at,
    metadata,
  })),
});

describe('decisions', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  it('32 commands at once on one stream are all applied, one after another', async () => {
    const id = newShelf();
    const commands = Array.from({ length: 32 }, (_, weight) => storeParcels([weight]));
    const outcomes = await Promise.all(
      commands.map((command) => kernel.decisions.decide(shelfDecider, id, command, alone)),
    );
    expect(outcomes.map(({ revision }) => revision)).toEqual(commands.map((_, index) => index));
    const { state } = await kernel.decisions.fold(shelfDecider, id);
    expect(state.weights).toEqual(commands.map((_, index) => index));
  });

  it('commands of several nodes on one stream are all applied', async () => {
    const id = newShelf();
    const nodes = [kernel, await kernel.node(), await kernel.node()];
    const decided = nodes.flatMap(({ decisions }, node) =>
      Array.from({ length: 16 }, (_, count) =>
        decisions.decide(shelfDecider, id, storeParcels([node * 16 + count]), alone),
      ),
    );
    const outcomes = await Promise.all(decided);
    expect(outcomes.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 48 }, (_, index) => index),
    );
    for (const { decisions } of nodes) {
      const { state, revision } = await decisions.fold(shelfDecider, id);
      expect([...state.weights].sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, index) => index));
      expect(revision).toBe(47);
    }
    const parcels = (await kernel.store.read(`shelf-${id}`)).map(
      ({ data }) => (JSON.parse(data) as { parcelId: string }).parcelId,
    );
    expect(new Set(parcels).size).toBe(48);
  });

  it('a command that waited for its turn is refused only by what the log says now', async () => {
    const id = newShelf();
    const { decisions: elsewhere } = await kernel.node();
    const onlyOnEven = {
      ...shelfDecider,
      decide: (command: Ready<ShelfCommand, null>, state: Shelf): readonly ShelfFact[] => {
        if (state.weights.length % 2 === 1) throw new Rejection('odd');
        return shelfDecider.decide(command, state);
      },
    };
    let isFirst = true;
    const othersFirst = async (): ReturnType<typeof alone> => {
      if (isFirst) await elsewhere.decide(shelfDecider, id, storeParcels([2]), alone);
      isFirst = false;
      return alone();
    };
    const [before, waited] = await Promise.all([
      kernel.decisions.decide(shelfDecider, id, storeParcels([1]), alone),
      kernel.decisions.decide(onlyOnEven, id, storeParcels([3]), othersFirst),
    ]);
    expect([before.revision, waited.revision]).toEqual([0, 2]);
  });

  it('a command on what was seen is refused once the stream moved on', async () => {
    const id = newShelf();
    const { revision } = await kernel.decisions.decide(shelfDecider, id, storeParcels([1]), alone);
    await kernel.decisions.decide(shelfDecider, id, storeParcels([2], { ifMatch: revision }), alone);
    const late = kernel.decisions.decide(shelfDecider, id, storeParcels([3], { ifMatch: revision }), alone);
    await expect(late).rejects.toEqual(new StaleRevision(0, 1));
  });

  it('the same command again is answered the same although the stream moved on, and writes nothing', async () => {
    const id = newShelf();
    const commandId = randomUUID();
    const command = storeParcels([1, 2, 3], { commandId, ifMatch: -1 });
    const first = answerOf(await kernel.decisions.decide(shelfDecider, id, command, alone));
    await kernel.decisions.decide(shelfDecider, id, storeParcels([4]), alone);
    const stranger = await kernel.node();
    for (const { decisions } of [kernel, stranger]) {
      expect(answerOf(await decisions.decide(shelfDecider, id, command, alone))).toEqual(first);
    }
    expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(4);
  });

  it('the same command 50 times at once, on two nodes, is done once', async () => {
    const id = newShelf();
    const nodes = [kernel, await kernel.node()];
    const command = storeParcels([1, 2]);
    const again = Array.from({ length: 50 }, (_, index) =>
      (nodes[index % 2] ?? kernel).decisions.decide(shelfDecider, id, command, alone),
    );
    const answers = new Set((await Promise.all(again)).map((outcome) => JSON.stringify(answerOf(outcome))));
    expect(answers.size).toBe(1);
    expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(2);
  });

  it('a key that comes with another request is refused', async () => {
    const id = newShelf();
    const commandId = randomUUID();
    await kernel.decisions.decide(shelfDecider, id, storeParcels([1], { commandId }), alone);
    const other = kernel.decisions.decide(
      shelfDecider,
      id,
      storeParcels([2], { commandId, requestHash: 'other' }),
      alone,
    );
    await expect(other).rejects.toBeInstanceOf(KeyReused);
  });

  it('two requests with one key at once, on two nodes: one is done, the other refused', async () => {
    const nodes = [kernel, await kernel.node()];
    for (let round = 0; round < 20; round += 1) {
      const id = newShelf();
      const commandId = randomUUID();
      const answers = await Promise.allSettled(
        nodes.map(({ decisions }, index) =>
          decisions.decide(
            shelfDecider,
            id,
            storeParcels([index], { commandId, requestHash: `request ${index}` }),
            alone,
          ),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: expect.any(KeyReused) as unknown,
      });
      const states = await Promise.all(nodes.map(({ decisions }) => decisions.fold(shelfDecider, id)));
      expect(states[0]?.state).toEqual(states[1]?.state);
    }
  });

  it('a rejection stores nothing, and the same command may be tried again', async () => {
    const id = newShelf();
    const commandId = randomUUID();
    const heavy = kernel.decisions.decide(shelfDecider, id, storeParcels([101], { commandId }), alone);
    await expect(heavy).rejects.toEqual(new Rejection('parcel-too-heavy'));
    expect(await kernel.store.read(`shelf-${id}`)).toEqual([]);
    await expect(
      kernel.decisions.decide(shelfDecider, id, storeParcels([1], { commandId }), alone),
    ).resolves.toMatchObject({ revision: 0 });
  });

  it('a command that changes nothing answers with where the stream stands', async () => {
    const id = newShelf();
    const { revision, position } = await kernel.decisions.decide(shelfDecider, id, storeParcels([1]), alone);
    const nothing = await kernel.decisions.decide(shelfDecider, id, storeParcels([]), alone);
    expect(nothing).toEqual({ facts: [], revision, position });
  });

  it('what a rule is given holds no personal data, on the node that decided and on any other', async () => {
    const id = newShelf();
    await kernel.decisions.decide(shelfDecider, id, leaveNote('ana', 'a note'), alone);
    for (const { decisions } of [kernel, await kernel.node()]) {
      expect((await decisions.fold(shelfDecider, id)).state.sawPersonal).toBe(false);
    }
  });

  it('an explanation that asks for personal data is given it, on every node', async () => {
    const id = newShelf();
    const open = { ...shelfDecider, name: 'open-shelf', opensPersonal: true };
    await kernel.decisions.decide(open, id, leaveNote('ana', 'a note'), alone);
    for (const { decisions } of [kernel, await kernel.node()]) {
      expect((await decisions.fold(open, id)).state.sawPersonal).toBe(true);
    }
  });
});
