import { html } from 'hono/html';
import { facts } from './facts.ts';
import { layout, type Markup, type PageContext } from './layout.ts';

export interface ProfileView {
  name: string;
  email: string;
  isAdministrator: boolean;
}

export function profilePage(context: PageContext, profile: ProfileView): Markup {
  return layout(
    'My profile',
    context,
    html`<h1>My profile</h1>
      <div class="columns">
        <section aria-labelledby="tools">
          <h2 id="tools">Tools</h2>
          <ul class="choices">
            <li class="card"><a href="/profile/sync">Email and Calendar Synchronisation</a>
              <p class="note">Which mailbox and calendar are kept in step with the CRM, and how it goes.</p></li>
            ${
              profile.isAdministrator
                ? html`<li class="card"><a href="/profile/sync/users">Synchronisation of all users</a>
                    <p class="note">For administrators: who keeps what in step, and where there is trouble.</p></li>`
                : ''
            }
          </ul>
        </section>
        <div class="side">
          <section class="card" aria-labelledby="about">
            <h2 id="about">About</h2>
            ${facts([
              ['Name', html`<bdi>${profile.name}</bdi>`],
              ['E-mail', html`<bdi>${profile.email}</bdi>`],
            ])}
          </section>
          <section class="card" aria-labelledby="sessions">
            <h2 id="sessions">Signed in elsewhere?</h2>
            <p class="note">Ends your sign-in to these pages in every browser, this one too. The extension stays signed in.</p>
            <form method="post" action="/sign-out-everywhere">
              <input type="hidden" name="formToken" value="${context.formToken}" />
              <button>Sign out everywhere</button>
            </form>
          </section>
        </div>
      </div>`,
  );
}
