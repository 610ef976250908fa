import { parseArgs } from 'node:util';
import { serverWith, traitsOf } from '../sandbox/random-server.ts';
import { judgeServer } from './variation-runs.ts';

/**
 * Tries random conformant servers: `node test/random-servers.ts --seeds 100 --from 1`. Prints what
 * any of them turns, which is a false alarm, and with `--only GLOB` asks for a part alone; with
 * `--traits a,b` it tries one server of those traits.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    traits: { type: 'string' },
  },
});

const from = Number(values.from);
let alarms = 0;
for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
  const server = serverWith(values.traits?.split(',') ?? traitsOf(seed), seed);
  const { bad, idle } = await judgeServer(server, values.only);
  if (bad.length > 0) alarms += 1;
  const { usCore, smart, bulk, pageSize } = server.options;
  console.log(
    `seed ${seed} (${usCore} ${smart} ${bulk}, ${pageSize} a page): ${bad.length === 0 ? 'clean' : `${bad.length} turned`}`,
  );
  if (bad.length > 0) console.log(`  of ${server.traits.join(',')}`);
  for (const { id, verdict, message } of bad.slice(0, 8))
    console.log(`  ${verdict} ${id}: ${message.slice(0, 300)}`);
  if (idle.length > 0) console.log(`  changed nothing: ${idle.join(', ')}`);
}
console.log(`${values.seeds} servers, ${alarms} of them accused.`);
process.exitCode = alarms === 0 ? 0 : 1;
