/** A call that failed as a whole: a status and headers that name the fault. */
export class ServiceFailure extends Error {
  readonly code: string;
  readonly status: number;
  /** The answer begun before the fault, if any. */
  readonly begun: string | undefined;

  constructor(code: string, message: string, status = 500, begun?: string) {
    super(message);
    this.name = 'ServiceFailure';
    this.code = code;
    this.status = status;
    this.begun = begun;
  }
}
