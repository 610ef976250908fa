import type { Form } from './forms.ts';
import type { TypeModel } from './model.ts';

/** Names of the free variables of a translation. */
export interface TranslateNames {
  readonly node: string;
  readonly sibling: string;
  readonly resource: string;
  readonly rootResource: string;
  readonly fp: string;
}

/** What the translator does not know; the reason becomes `unsupported`. */
export class Unsupported extends Error {}

interface Shared {
  readonly names: TranslateNames;
  readonly model: TypeModel | undefined;
  readonly known: (element: string) => string | undefined;
  readonly uses: Set<string>;
  count: number;
}

/** Where an expression stands: what `$this`, `$index`, `$total` and the variables mean there. */
export class Scope {
  readonly self: Form;
  readonly index: string | undefined;
  readonly total: Form | undefined;
  /** %context, the element that the whole expression stands on. */
  readonly context: Form;
  private readonly shared: Shared;

  constructor(shared: Shared, self: Form, inner?: { context: Form; index?: string; total?: Form }) {
    this.shared = shared;
    this.self = self;
    this.context = inner?.context ?? self;
    this.index = inner?.index;
    this.total = inner?.total;
  }

  get names(): TranslateNames {
    return this.shared.names;
  }

  get model(): TypeModel | undefined {
    return this.shared.model;
  }

  known(element: string): string | undefined {
    return this.shared.known(element);
  }

  fresh(): string {
    return `$v${++this.shared.count}`;
  }

  use(what: string): void {
    this.shared.uses.add(what);
  }

  /** The scope of a criterion or projection over an item. */
  over(self: Form, index?: string, total?: Form): Scope {
    return new Scope(this.shared, self, {
      context: this.context,
      ...(index === undefined ? {} : { index }),
      ...(total === undefined ? {} : { total }),
    });
  }
}
