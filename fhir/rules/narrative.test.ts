import { describe, expect, it } from 'vitest';
import { narrativeProblem } from './narrative.ts';

const NS = 'xmlns="http://www.w3.org/1999/xhtml"';
const div = (content: string): string => `<div ${NS}>${content}</div>`;

describe('narrative', () => {
  it.each([
    div('text'),
    div('<p class="a" style=\'color:red\'>a <b>b</b><br/></p>'),
    div('<table border="1"><tr><td colspan="2">x</td></tr></table>'),
    div('<img src="#x" alt="y"/>'),
    div('&amp; &lt; &gt; &quot; &apos; &#160; &#xA0;'),
    div('<p/><div>x</div><p>a<span>b</span></p><ul><li><p>c</p></li></ul>'),
    div('<a href="http://x?a=1&amp;b=2">x</a>'),
    div('<!-- <script> & --> x'),
    div('<![CDATA[ <a & b> ]]>'),
    div('a > b "quoted"'),
    ` \n<div ${NS} lang="en" xml:lang="en">x</div>\n `,
    `<?xml version="1.0"?><div ${NS}>x</div>`,
    div('<p\n class = "a"\n>x</p >'),
    div('x<!-- a --><p/>'),
    div('ü'),
    div('<blockquote cite="#a">x</blockquote><table cellspacing="1" cellpadding="2"></table>'),
    div('<div>nested</div>'),
  ])('is well: %s', (xhtml) => expect(narrativeProblem(xhtml)).toBeUndefined());

  it.each([
    ['', 'root'],
    ['plain text', 'root'],
    ['<p>x</p>', 'root'],
    ['<divx>x</divx>', 'root'],
    ['<div>x</div>', 'xmlns'],
    ['<div xmlns="http://www.w3.org/1999/html">x</div>', 'namespace'],
    [div(''), 'content'],
    [div(' \n '), 'content'],
    [div('<p> </p>'), 'content'],
    [div('<!-- only a comment -->'), 'content'],
    [div('<![CDATA[  ]]>'), 'content'],
    [`<div ${NS}/>`, 'content'],
    [div('<p>x'), '</p>'],
    [div('<p>x</b>'), '</p>'],
    [div('<br>x'), '</br>'],
    [`<div ${NS}>x`, '</div>'],
    [`<div ${NS}>x</div`, '</div>'],
    [`${div('x')}y`, 'nothing after'],
    [div('x') + div('y'), 'nothing after'],
    [div('<script>x</script>'), '<script>'],
    [div('<form>x</form>'), '<form>'],
    [div('<input/>x'), '<input>'],
    [div('&#1;x'), 'entities'],
    [div('&#x110000;x'), 'entities'],
    [div('&#xD800;x'), 'entities'],
    [div('<iframe>x</iframe>'), '<iframe>'],
    [div('<style>x</style>'), '<style>'],
    [div('<link href="x"/>x'), '<link>'],
    [div('<P>x</P>'), '<P>'],
    [div('<p onclick="x()">x</p>'), 'onclick'],
    [div('<p onClick="x()">x</p>'), 'onClick'],
    [div('<p class=a>x</p>'), 'name="value"'],
    [div('<p class>x</p>'), 'name="value"'],
    [div('<p class="a>x</p>'), 'name="value"'],
    [div('<p class="a"id="b">x</p>'), 'space'],
    [div('<p class="a" class="b">x</p>'), 'once'],
    [div('<a href="javascript:x()">x</a>'), 'script'],
    [div('<a href=" java\tscript:x()">x</a>'), 'script'],
    [div('<a href="&#106;ava&#x73;cript:x()">x</a>'), 'script'],
    [div('<tablé>x</tablé>'), '<tablé>'],
    [div('<blockquotes>x</blockquotes>'), '<blockquotes>'],
    [div('<p cellpaddings="1">x</p>'), 'cellpaddings'],
    [div('a & b'), 'entities'],
    [div('CPT&reg; &nbsp;'), 'entities'],
    [div('<p>a<b><table><tr><td>x</td></tr></table></b></p>'), 'paragraph'],
    [div('<p><p>x</p></p>'), 'paragraph'],
    [div('&unknown; x'), 'entities'],
    [div('&amp x'), 'entities'],
    [div('<a href="x?a&b">x</a>'), 'entities'],
    [div('a < b'), '"<"'],
    [div('<p'), '">"'],
    [div('<!DOCTYPE html>x'), 'document type'],
    [div('<!-- x'), 'comment'],
    [div('<![CDATA[ x'), 'CDATA'],
    [div('<? x'), 'processing'],
  ])('is wrong: %s', (xhtml, part) => expect(narrativeProblem(xhtml)).toContain(part));

  it('is linear in depth and length', () => {
    const deep = div(`${'<b>'.repeat(100_000)}x${'</b>'.repeat(100_000)}`);
    expect(narrativeProblem(deep)).toBeUndefined();
    expect(narrativeProblem(div('&'.repeat(300_000)))).toContain('entities');
    expect(narrativeProblem(`<div ${NS}${' a'.repeat(300_000)}`)).toBeDefined();
    expect(narrativeProblem(div('<p class="'.repeat(100_000)))).toBeDefined();
  });
});
