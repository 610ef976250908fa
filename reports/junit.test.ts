import { describe, expect, it } from 'vitest';
import { resultsOver, sampleResults } from '../test/sample-results.ts';
import { hostileResults } from '../test/wide-results.ts';
import { renderJunit } from './junit.ts';

/** Names of the elements of well-formed XML, in order; throws where it is not well formed. */
function elementsOf(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const token =
    /<\?xml [^<>]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="(?:[^<>&"]|&(?:amp|lt|gt|quot|#\d+);)*")*)(\/?)>|(?:[^<>&]|&(?:amp|lt|gt|quot|#\d+);)+/y;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`Not well formed at ${at}: ${xml.slice(at, at + 60)}`);
    const [, closed, opened, attributes = '', empty] = match;
    if (closed !== undefined && open.pop() !== closed) throw new Error(`</${closed}> is not open`);
    if (opened === undefined) continue;
    const given = [...attributes.matchAll(/ ([\w-]+)="[^"]*"/g)].map(([, name]) => name);
    if (new Set(given).size !== given.length) throw new Error(`Attribute twice in <${opened}>`);
    names.push(opened);
    if (empty === '') open.push(opened);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return names;
}

describe('the run as JUnit', () => {
  it('is well formed, with a test suite for each group and a test case for each check', () => {
    const results = sampleResults();
    const names = elementsOf(renderJunit(results));
    expect(names.filter((name) => name === 'testcase').length).toBe(results.checks.length);
    expect(names.filter((name) => name === 'testsuite').length).toBe(
      new Set(results.checks.map(({ group }) => group)).size,
    );
  });

  it('maps each verdict', () => {
    const xml = renderJunit(sampleResults());
    const outcomeOf = (id: string): string =>
      new RegExp(`name="${id.replace(/[.+]/g, '\\$&')}" time="[^"]*"(?:/|>\\s*<([\\w-]+))`).exec(
        xml,
      )?.[1] ?? 'passed';
    expect(outcomeOf('uscore.patient.read')).toBe('passed');
    expect(outcomeOf('capability.instantiates')).toBe('system-out');
    expect(outcomeOf('uscore.patient.search.birthdate+name')).toBe('failure');
    expect(outcomeOf('bulk.kick-off')).toBe('error');
    expect(outcomeOf('uscore.immunization.read')).toBe('skipped');
    expect(outcomeOf('standalone.id-token')).toBe('skipped');
    expect(outcomeOf('attestation.documentation')).toBe('skipped');
    expect(outcomeOf('uscore.observation-lab.search.code')).toBe('skipped');
  });

  it('counts what it lists', () => {
    const xml = renderJunit(sampleResults());
    const total =
      /<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(xml);
    const counted = ['testcase', 'failure', 'error', 'skipped'].map(
      (name) => elementsOf(xml).filter((one) => one === name).length,
    );
    expect(total?.slice(1).map(Number)).toEqual(counted);
  });

  it('stays well formed whatever a server sends, without control and half characters', () => {
    const xml = renderJunit(hostileResults());
    elementsOf(xml);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be absent
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(xml.isWellFormed()).toBe(true);
  });

  it('is well formed without checks', () => {
    expect(elementsOf(renderJunit(resultsOver([])))).toEqual(['testsuites']);
  });
});
