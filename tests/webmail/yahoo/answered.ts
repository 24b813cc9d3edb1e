/** What the stand-in says to a request, and what is to be noted of it. */
export interface Answered {
  response: Response;
  kind: string;
  byPage?: boolean;
  revealed?: string[];
  /** Changes made, in words; and whether a person made them by the page's own controls. */
  changes?: string[];
  byHand?: boolean;
}

/** JSON with a status of its own. */
export const answerJson = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });
