import { html } from 'hono/html';
import { type Markup, plainLayout } from './layout.ts';

export function signInPage(form: {
  formToken: string;
  next: string;
  email: string;
  problem: string | undefined;
}): Markup {
  return plainLayout(
    'Sign in',
    html`<section class="card narrow" aria-labelledby="title">
      <h1 id="title">Sign in</h1>
      ${form.problem === undefined ? '' : html`<p class="warning" role="alert">${form.problem}</p>`}
      <form method="post" action="/sign-in">
        <input type="hidden" name="formToken" value="${form.formToken}" />
        <input type="hidden" name="next" value="${form.next}" />
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required value="${form.email}" />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button class="primary">Sign in</button>
      </form>
      <p class="note">The terminal that runs the CRM also prints a link that signs you in once.</p>
    </section>`,
  );
}
