// Writes docs/economy.md: node test/write-economy.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../core/check.ts';
import { inOrder } from '../core/probe.ts';
import { planRun } from '../testsuites/catalogue.ts';
import g10 from '../testsuites/suites/g10.json' with { type: 'json' };
import { runSandbox } from './detection.ts';

const probesOf = (checks: readonly Check[]): ReadonlySet<string> =>
  new Set(inOrder(checks.flatMap(({ needs }) => Object.values(needs))).map(({ id }) => id));

const SPECIAL = new Set(['capability', 'clinical-notes', 'across-profiles']);
const US_CORE = new Set(
  g10.groups.filter(({ builder }) => builder.startsWith('us-core:')).map(({ id }) => id),
);
const isSinglePatient = (group: string): boolean => SPECIAL.has(group) || US_CORE.has(group);

async function measure(usCore: '6.1.0' | '7.0.0') {
  const started = performance.now();
  const { journal, config, results } = await runSandbox({ usCore });
  const seconds = (performance.now() - started) / 1000;
  const plan = planRun(config);
  const taken = new Set<string>();
  const exchanges = journal.entries.filter((entry) => entry.kind === 'exchange');
  const groups = plan.groups.map(({ id, title }) => {
    const checks = plan.checks.filter(({ group }) => group === id);
    const probes = [...probesOf(checks)].filter((probe) => !taken.has(probe));
    for (const probe of probes) taken.add(probe);
    const requests = exchanges.filter(({ probe }) => probes.includes(probe)).length;
    return { id, title, checks: checks.length, requests };
  });
  // Capability and everything of one patient's data; logins, tokens and exports stand apart.
  const single = probesOf(plan.checks.filter(({ group }) => isSinglePatient(group)));
  const singleRequests = exchanges.filter(({ probe }) => single.has(probe));
  const certified = probesOf(plan.checks.filter(({ advice }) => !advice));
  const needed = exchanges.filter(({ probe }) => certified.has(probe)).length;
  return {
    groups,
    total: exchanges.length,
    single: singleRequests.length,
    singleCertified: singleRequests.filter(({ probe }) => certified.has(probe)).length,
    certified: needed,
    seconds,
    checks: results.checks.length,
  };
}

const [six, seven] = [await measure('6.1.0'), await measure('7.0.0')];
const NONE = { checks: 0, requests: 0 };
/** Each version has groups of its own. */
const rows = seven.groups
  .map((later) => ({
    ...(six.groups.find(({ id }) => id === later.id) ?? { ...later, ...NONE }),
    later,
  }))
  .filter(({ checks, later }) => checks + later.checks > 0)
  .map(
    ({ title, checks, requests, later }) =>
      `| ${title} | ${checks} | ${requests} | ${later.checks} | ${later.requests} |`,
  );

writeFileSync(
  join(import.meta.dirname, '../docs/economy.md'),
  `# What a run asks of the server

Written by \`node test/write-economy.ts\`: the sample EHR, two patients, suite g10. Identical requests
of one authorization context are made once; a group is charged with what no group before it asked.

| | US Core 6.1.0 | US Core 7.0.0 |
| --- | --- | --- |
| checks | ${six.checks} | ${seven.checks} |
| requests, all rows | ${six.total} | ${seven.total} |
| requests, rows that certification tests | ${six.certified} | ${seven.certified} |
| of these for one patient's data, all rows | ${six.single} | ${seven.single} |
| of these for one patient's data, rows that certification tests | ${six.singleCertified} | ${seven.singleCertified} |
| seconds, sandbox in the same process | ${six.seconds.toFixed(1)} | ${seven.seconds.toFixed(1)} |

The official tool makes 3,569 to 4,005 requests for its 637 tests of the same criterion against its own
reference server.

How requests are saved:

- What a search needs is taken from what an earlier one brought; nothing is searched for values.
- Variants (POST, \`Type/id\`, \`system|code\`, comparators, several values) are asked once, for the first
  patient who has data for them.
- Comparators and \`system|code\` of all searches of a profile are asked together, one search for as many
  as one resource can answer. A right answer shows them all; where it is wrong, each is asked alone, so
  that the parameter at fault is blamed and no other. A server that refuses parameters together is not
  asked so again. What the resources at hand would show less well together is asked alone from the start.
- That no answer holds another patient's data is seen in the answers that are there.
- \`_revinclude\` is asked until one Provenance has come.
- References are read until one resolves, each address once in the whole run; a read that another check
  made is not made again.
- A search that must find nothing is added only where the data at hand could not show that a parameter
  is ignored.

## By group

| group | 6.1.0: checks | requests | 7.0.0: checks | requests |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`,
);
process.stderr.write(`${six.total} requests for ${six.checks} checks\n`);
