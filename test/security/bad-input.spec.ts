import type { Fields } from '../setup/client.js';
import { expectCode, expectProblem, openAllDoors, type OpenDoors } from './open-doors.js';
import { placesIn, takingFiles, validBodies, valueAt, withoutBody, withValue, wrongTypesFor } from './valid-bodies.js';

describe('bad input', () => {
  let doors: OpenDoors;
  let post: OpenDoors['post'];
  let posts: readonly string[];

  beforeAll(async () => {
    doors = await openAllDoors();
    ({ post, posts } = doors);
  });
  afterAll(() => doors.client.app.stop());

  it('every route that takes a body stands here with one of the right shape', async () => {
    expect(posts.toSorted()).toEqual([...Object.keys(validBodies), ...withoutBody, ...takingFiles].toSorted());
    for (const [path, body] of Object.entries(validBodies)) {
      // With a key id that cannot be, so that the shape is looked at and nothing is done.
      const answer = await post(path, { ...body, unknown: 1 }, { 'idempotency-key': 'shape' });
      expect([path, answer.body['errors']]).toEqual([
        path,
        [{ field: 'unknown', rule: 'unknownField', message: expect.any(String) as string }],
      ]);
    }
  });

  it('that is no JSON, or no object, is refused on every route', async () => {
    for (const path of posts) {
      await Promise.all(
        ['{', '{"a":', '[1,', 'nonsense', '{"a":1}}', "{'a':1}", '\u0000', '{"a":NaN}', '\ufeff{'].map(
          async (broken) => {
            expectCode(await post(path, broken), 'malformed-json', [path, broken]);
          },
        ),
      );
      if (withoutBody.includes(path)) continue;
      await Promise.all(
        ['[]', '[[]]', '1', 'true', '"text"', 'null', '{}'].map(async (other) => {
          expectProblem(await post(path, other), [path, other]);
        }),
      );
    }
  });

  it('with names that reach for the prototype is refused on every route', async () => {
    for (const path of posts) {
      for (const body of [
        '{"__proto__":{"administrator":true}}',
        '{"a":{"__proto__":[]}}',
        '{"constructor":{"prototype":{"a":1}}}',
      ])
        expectCode(await post(path, body), 'malformed-json', [path, body]);
    }
    expect(({} as Fields)['administrator']).toBeUndefined();
  });

  it('with a value of another type is refused in every field, and the field is named', async () => {
    for (const [path, body] of Object.entries(validBodies)) {
      for (const place of placesIn(body)) {
        await Promise.all(
          wrongTypesFor(valueAt(body, place)).map(async (wrong) => {
            const about = [path, place, wrong];
            const answer = await post(path, withValue(body, place, wrong));
            expectCode(answer, 'invalid-request', about);
            const fields = (answer.body['errors'] as readonly { field: string }[]).map(({ field }) => field);
            const [first = ''] = place;
            expect([about, fields.some((field) => field.startsWith(String(first)))]).toEqual([about, true]);
          }),
        );
      }
    }
  });

  it('with an unknown field, at the top or inside, is refused', async () => {
    for (const [path, body] of Object.entries(validBodies)) {
      const inside = placesIn(body).filter((place) => {
        const value = valueAt(body, place);
        return typeof value === 'object' && !Array.isArray(value) && place.at(-1) !== 'byCapacity';
      });
      for (const place of [[], ...inside]) {
        const answer = await post(path, withValue(body, [...place, 'isAdmin'], true));
        expectCode(answer, 'invalid-request', [path, place]);
      }
    }
  });

  it('with U+0000 or half a surrogate pair is refused in every field, and in the name of a field', async () => {
    for (const [path, body] of Object.entries(validBodies)) {
      for (const place of placesIn(body)) {
        for (const text of ['a\0b', 'a\ud800b', '\udfff'])
          expectCode(await post(path, withValue(body, place, text)), 'text-not-allowed', [path, place, text]);
      }
    }
    for (const path of posts) {
      for (const name of ['a\0', '\ud800'])
        expectCode(await post(path, { [name]: 1 }), 'text-not-allowed', [path, name]);
    }
  });
});
