/** JSON texts that a store might spell in another way, and every character that I-JSON allows. */
export function* unicodeTexts(): Generator<string> {
  yield '{"b":1,"a":2,"10":3,"2":4,"a ":5}';
  yield '{ "spaces" : [ 1.0, 1e3, -0 ] }';
  yield '{"tab":"\\u0009","slash":"\\/","letter":"\\u00e9"}';
  yield '{"precise":[0.1,1E400,9007199254740993,1.10]}';
  yield '{"twice":1,"twice":2,"__proto__":{"a":1},"constructor":null}';
  yield '{"version":7,"personal":"none","metadata":[]}';
  yield '"only a text"';
  yield '[null,true,"\\ud83d\\ude00"]';
  yield 'null';
  yield '42';
  yield JSON.stringify({ '\u0000': '\u0000 \\ \\\\ " \' $1 {} , NULL null', 'é e\u0301': '😀', ключ: 'مفتاح' });
  yield `${'['.repeat(500)}${']'.repeat(500)}`;
  for (let start = 0; start < 0x110000; start += 0x11000) {
    const points = Array.from({ length: 0x11000 }, (_, index) => start + index).filter(
      (point) => point < 0xd800 || point > 0xdfff,
    );
    const step = start === 0 ? 1 : 16;
    const letters = points.filter((_, index) => index % step === 0).map((point) => String.fromCodePoint(point));
    yield JSON.stringify({ [letters.slice(0, 50).join('')]: letters.join('') });
  }
}
