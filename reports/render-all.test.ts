import { describe, expect, it } from 'vitest';
import { sampleJournal } from '../test/sample-journal.ts';
import { sampleBaseline, sampleResults } from '../test/sample-results.ts';
import { renderRunFiles } from './render-all.ts';

describe('the files of a run', () => {
  it('are those of the contract, and results.json is the results', () => {
    const files = renderRunFiles(sampleResults(), sampleJournal());
    expect(Object.keys(files)).toEqual([
      'results.json',
      'report.html',
      'junit.xml',
      'testreport.json',
      'summary.csv',
    ]);
    expect(JSON.parse(files['results.json'])).toEqual(sampleResults());
    expect(files['results.json']).toContain('\n  "schemaVersion": 1,\n');
  });

  it('are the same bytes for the same input', () => {
    const files = () =>
      renderRunFiles(sampleResults(), sampleJournal(), { baseline: sampleBaseline() });
    expect(files()).toEqual(files());
  });

  it('leave their input as it was', () => {
    const [results, journal] = [sampleResults(), sampleJournal()];
    renderRunFiles(results, journal);
    expect(results).toEqual(sampleResults());
    expect(journal).toEqual(sampleJournal());
  });
});
