/** No run has this id, or it was forgotten in the meantime. */
export class UnknownRun extends Error {
  constructor(id: string) {
    super(`there is no run "${id}"`);
    this.name = 'UnknownRun';
  }
}
