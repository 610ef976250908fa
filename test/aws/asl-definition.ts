/** A state machine in the Amazon States Language, as far as it is written in JSONata. */
export interface StateMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
}

export interface ChoiceRule {
  readonly Condition: unknown;
  readonly Next: string;
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
}

export interface ItemProcessor extends StateMachine {
  readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED' };
}

export interface State {
  readonly Type: 'Task' | 'Choice' | 'Wait' | 'Pass' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
  readonly Next?: string;
  readonly End?: boolean;
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Arguments?: unknown;
  readonly Resource?: string;
  readonly TimeoutSeconds?: unknown;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: unknown;
  readonly Timestamp?: unknown;
  readonly Error?: unknown;
  readonly Cause?: unknown;
  readonly Branches?: readonly StateMachine[];
  readonly Items?: unknown;
  readonly ItemSelector?: unknown;
  readonly ItemProcessor?: ItemProcessor;
  readonly ItemReader?: { readonly Resource: string; readonly Arguments?: unknown };
  readonly ItemBatcher?: { readonly MaxItemsPerBatch?: number; readonly BatchInput?: unknown };
  readonly ResultWriter?: { readonly Resource?: string; readonly Arguments?: unknown };
  readonly MaxConcurrency?: unknown;
  readonly ToleratedFailureCount?: unknown;
  readonly ToleratedFailurePercentage?: unknown;
}

const EVERY = ['Type', 'Comment', 'QueryLanguage'];
const GOES_ON = ['Next', 'End', 'Output', 'Assign'];
const CATCHES = ['Retry', 'Catch'];

const KNOWN: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: [...GOES_ON, ...CATCHES, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: [...GOES_ON, 'Seconds', 'Timestamp'],
  Pass: GOES_ON,
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Parallel: [...GOES_ON, ...CATCHES, 'Branches', 'Arguments'],
  Map: [
    ...GOES_ON,
    ...CATCHES,
    'Items',
    'ItemSelector',
    'ItemProcessor',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
  ],
};

/**
 * Refuses what the interpreter would pass over in silence: JSONPath, unknown types of state and
 * unknown fields. A machine that ran here by leaving something out would prove nothing.
 */
export function refuseUnknown(machine: StateMachine, language?: unknown): void {
  const own = (machine as { QueryLanguage?: unknown }).QueryLanguage ?? language;
  if (machine.States[machine.StartAt] === undefined) {
    throw new Error(`there is no state "${machine.StartAt}" to start at`);
  }
  for (const [name, state] of Object.entries(machine.States)) {
    const spoken = (state as { QueryLanguage?: unknown }).QueryLanguage ?? own;
    if (spoken !== 'JSONata') throw new Error(`state "${name}" is not written in JSONata`);
    const known = KNOWN[state.Type];
    if (known === undefined) throw new Error(`state "${name}" is of unknown type "${state.Type}"`);
    for (const field of Object.keys(state)) {
      if (known.includes(field) || EVERY.includes(field)) continue;
      throw new Error(`state "${name}" has the field "${field}", which is not interpreted`);
    }
    const inner = [
      ...(state.Branches ?? []),
      ...(state.ItemProcessor ? [state.ItemProcessor] : []),
    ];
    for (const part of inner) refuseUnknown(part, own);
  }
}
