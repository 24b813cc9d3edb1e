import type { StandInBehaviour } from '../stand-in.ts';
import { html, plain, redirect } from './respond.ts';
import type { SourceAnswer } from './source-routes.ts';

/** The answer to somebody who is not the page, where the source of a message is not to be had; undefined where it is. */
export function withhold(
  sources: StandInBehaviour['sources'],
  signInUrl: string,
  mailOrigin: string,
): Response | undefined {
  if (sources === 'refused') return html('<p>Not allowed</p>', 403);
  if (sources === 'failing') return plain('Temporary error', 500);
  if (sources === 'signed-out') return redirect(signInUrl, { 'access-control-allow-origin': mailOrigin });
  return undefined;
}

/** The line breaks in the middle of the answer. */
export function cutOffIf(isBroken: boolean, answer: SourceAnswer): SourceAnswer {
  const { body } = answer.response;
  if (!isBroken || !body) return answer;
  const reader = body.getReader();
  let told = false;
  const half = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value } = told ? {} : await reader.read();
      told = true;
      if (value) controller.enqueue(value.subarray(0, Math.ceil(value.length / 2)));
      else controller.error(new Error('the stand-in cuts the answer off'));
    },
  });
  const { status, headers } = answer.response;
  return { ...answer, response: new Response(half, { status, headers }) };
}
