import { decodeCursor, encodeCursor, page } from './pages.js';

describe('pages', () => {
  it('lead from one to the next, and end', () => {
    const people = ['ana', 'bea', 'caro'].map((name, id) => ({ name, id: String(id) }));
    const first = page(people, 2, ({ name, id }) => [name, id]);
    expect(first.items).toHaveLength(2);
    expect(decodeCursor(first.next ?? '')).toEqual(['bea', '1']);
    expect(page(people.slice(2), 2, ({ name, id }) => [name, id]).next).toBeNull();
    expect(page([], 2, () => ['', ''])).toEqual({ items: [], next: null });
    expect(page(people, 3, ({ name, id }) => [name, id]).next).toBeNull();
  });

  it('keep numbers and any text in their cursor', () => {
    expect(decodeCursor(encodeCursor([7, 'a']))).toEqual([7, 'a']);
    expect(decodeCursor(encodeCursor(['Ñandú "…"', 'a']))).toEqual(['Ñandú "…"', 'a']);
  });

  it.each([
    '',
    'abc',
    'WyJhIl0',
    '////',
    Buffer.from('["a",1]').toString('base64url'),
    Buffer.from('[null,"a"]').toString('base64url'),
    Buffer.from('["\\u0000","a"]').toString('base64url'),
    Buffer.from('["a","b","c"]').toString('base64url'),
    Buffer.from('{"0":"a","1":"b"}').toString('base64url'),
  ])('refuse the cursor %s', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow('malformed-cursor');
  });
});
