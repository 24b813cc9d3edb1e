import { describe, expect, it } from 'vitest';
import { htmlToPlainText, MAX_HTML_CHARS } from '../../../../utils/capture/mime/html-text.ts';

const textOf = (html: string) => htmlToPlainText(html).text;

describe('htmlToPlainText', () => {
  it.each([
    ['links', '<a href="https://acme.example/x">our page</a>', 'our page <https://acme.example/x>'],
    [
      'links that show their address',
      '<a href="https://acme.example">https://acme.example</a>',
      'https://acme.example',
    ],
    [
      'quoted parts',
      'Yes<blockquote>Will you?<blockquote>Once</blockquote></blockquote>',
      'Yes\n\n> Will you?\n>\n> > Once',
    ],
    [
      'tables',
      '<table><tr><th>Item</th><th>Price</th></tr><tr><td>Chair</td><td>10</td></tr></table>',
      'Item  Price\nChair  10',
    ],
    ['lists', '<ul><li>one<li>two</ul>', '* one\n * two'],
    [
      'pictures by what they stand for',
      'a <img src="https://x.example/t.gif" alt="Logo"> <img src="data:image/png;base64,AAAA">',
      'a Logo',
    ],
    ['no scripts and styles', '<style>p{}</style><script>alert(1)</script><title>T</title><body>x</body>', 'x'],
    ['headings as written', '<h1>Offer for You</h1>', 'Offer for You'],
    ['text beyond any real depth', `${'<div>'.repeat(2000)}deep${'</div>'.repeat(2000)}after`, 'deep\nafter'],
  ])('keeps %s', (_, html, text) => expect(textOf(html)).toBe(text));

  it('says that the end of a huge text was left out', () => {
    const { text, cut } = htmlToPlainText('word '.repeat(MAX_HTML_CHARS / 4));
    expect(cut).toBe(true);
    expect(text.length).toBeGreaterThan(MAX_HTML_CHARS * 0.9);
  });

  it('keeps every line of a long list', () => {
    expect(textOf('line<br>'.repeat(50_000)).split('\n')).toHaveLength(50_000);
  });

  it('does not count pictures pasted as text', () => {
    const picture = `<img src="data:image/png;base64,${'A'.repeat(MAX_HTML_CHARS * 2)}">`;
    expect(htmlToPlainText(`${picture}<p>end</p>`)).toEqual({ text: 'end', cut: false });
  });

  it.each([
    ['divs', '<div>'],
    ['quotes', '<blockquote>a'],
    ['tables', '<table><tr><td>'],
    ['lists', '<ul><li>'],
    ['bold', '<b>a'],
    ['paragraphs in list items', '<li><p>'],
    ['open attributes', '<a href="'],
    ['open brackets', '<'],
    ['open comments', '<!--'],
    ['open tags', '<a'],
    ['ends of nothing', '</div>'],
    ['lines', 'x<br>'],
    ['paragraphs', '<p>x</p>'],
    ['blanks', '  \t'],
  ])('is quick on a million characters of %s', (_, piece) => {
    const startedAt = performance.now();
    textOf(piece.repeat(MAX_HTML_CHARS / piece.length));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
