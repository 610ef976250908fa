import { describe, expect, it } from 'vitest';
import { sampleResults } from '../test/sample-results.ts';
import { hostileResults } from '../test/wide-results.ts';
import { renderCsv } from './csv.ts';

/** Reads RFC 4180 strictly: throws where a quotation mark or a line end stands wrong. */
function read(csv: string): string[][] {
  const rows: string[][] = [];
  let [row, at] = [[] as string[], 0];
  while (at < csv.length) {
    const match = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    match.lastIndex = at;
    const found = match.exec(csv);
    if (found === null) throw new Error(`No cell at ${at}: ${csv.slice(at, at + 40)}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
    at = match.lastIndex;
  }
  return rows;
}

describe('the summary as CSV', () => {
  it('has a line for each check under one header, all of one width', () => {
    const results = sampleResults();
    const rows = read(renderCsv(results));
    expect(rows.length).toBe(results.checks.length + 1);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(rows.slice(1).map(([id]) => id)).toEqual(results.checks.map(({ id }) => id));
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
    'makes text of the formula %j',
    (formula) => {
      const rows = read(renderCsv(hostileResults(formula)));
      expect(
        rows
          .slice(1)
          .flat()
          .filter((text) => /^[=+\-@\t\r\n＝]/.test(text)),
      ).toEqual([]);
      expect(rows[1]?.[2]).toBe(`'${formula}`);
    },
  );

  it('keeps commas, quotation marks and line ends within their cell', () => {
    const rows = read(renderCsv(hostileResults('a,"b"\r\nc')));
    expect(rows.length).toBe(9);
    expect(rows[1]?.[2]).toBe('a,"b"\r\nc');
  });
});
