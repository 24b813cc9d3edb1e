/** A request the API refuses, as it goes out: an HTTP status and the body `{ code, error }`. */
export class V4Error extends Error {
  override readonly name = 'V4Error';
  readonly status: 400 | 401 | 408 | 411 | 413 | 429 | 500 | 503;
  readonly code: number;
  readonly headers: Record<string, string>;

  constructor(status: V4Error['status'], code: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Anything wrong with the request that has no number of its own. */
export const badRequest = (message: string) => new V4Error(400, -1, message);

/** v4 has no 404: an id that is not there is a bad request. */
export const notExist = () => new V4Error(400, -1, 'not exist');

/** 901 "Internal data Error": a filter, field or value the query cannot be built from. */
export const dataError = (message: string) => new V4Error(400, 901, message);

/** 910 "Resource not exist". */
export const unknownResource = () => new V4Error(400, 910, 'Resource not exist');

/** Credentials or session missing, wrong or expired. */
export const unauthorized = (message: string) => new V4Error(401, -1, message);
