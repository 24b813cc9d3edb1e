import { html } from 'hono/html';
import type { DescribedRoute } from '../../openapi/described-route.ts';
import { type SwitchInForce, switchesInForce } from '../../openapi/switch-words.ts';
import type { V4Choices } from '../../v4/choices.ts';
import type { Entity, Operations } from '../../v4/entity.ts';
import { DEFAULT_COUNT } from '../../v4/list-query.ts';
import { type Markup, plainLayout } from './layout.ts';

/** A request or an answer as it is typed. */
export const code = (text: string): Markup => html`<pre class="code"><code>${text}</code></pre>`;

/** Words with names between backticks, as the OpenAPI document has them. */
const inWords = (text: string) =>
  text.split('`').map((part, place) => (place % 2 === 1 ? html`<code>${part}</code>` : part));

export function routeList(routes: readonly DescribedRoute[]): Markup {
  return html`<table class="list">
    <thead><tr><th scope="col">Route</th><th scope="col">What it does</th></tr></thead>
    <tbody>${routes.map(
      (route) => html`<tr>
        <th scope="row"><code>${route.method.toUpperCase()} ${route.path}</code></th>
        <td>${route.summary}${route.session === false ? html` <span class="note">(without a session key)</span>` : ''}
          ${route.description ? html`<p class="note">${inWords(route.description)}</p>` : ''}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

export function switchList(switches: readonly SwitchInForce[]): Markup {
  return html`<table class="list">
    <thead><tr><th scope="col">Switch</th><th scope="col">In force</th><th scope="col">What it decides</th></tr></thead>
    <tbody>${switches.map(
      ({ name, value, words }) => html`<tr>
        <th scope="row"><code>${name}</code></th><td data-label="In force">${value}</td>
        <td data-label="Decides">${words}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

const operationNames: readonly (keyof Operations)[] = ['create', 'read', 'update', 'delete'];

function resourceRow({ resource, description, operations }: Entity): Markup {
  return html`<tr>
    <th scope="row"><a href="/docs/${resource}">${description}</a></th>
    <td data-label="Path"><code>/api/v4/${resource}</code></td>
    <td data-label="Can">${operationNames.filter((name) => operations[name]).join(', ')}</td>
  </tr>`;
}

/** First page of the documentation: how to ask, what there is, which switches are in force. */
export function docsPage(given: {
  entities: ReadonlyMap<string, Entity>;
  routes: readonly DescribedRoute[];
  choices: V4Choices;
  /** Address of the server. */
  url: string;
}): Markup {
  const { entities, routes, choices, url } = given;
  const others = routes.filter(({ tag }) => !entities.has(tag));
  return plainLayout(
    'API',
    html`<h1>API</h1>
      <p>The REST API v4 of Sage Sales Management, as this server speaks it, at <code>${url}/api/v4</code>. Programs read
        the same from <a href="/api/v4/openapi.json">openapi.json</a>, an OpenAPI 3.1 document.</p>
      <section class="part" aria-labelledby="ask"><h2 id="ask">How to ask</h2>
        <p>A key pair gives a session key, which every other call carries:</p>
        ${code(`curl ${url}/api/v4/login -H 'Content-Type: application/json' \\
  -d '{"username": "PUBLIC KEY", "password": "PRIVATE KEY"}'

curl '${url}/api/v4/accounts?page=0&order=dateCreated' \\
  -H 'X-Session-Key: TOKEN' -H 'Count: 50'`)}
        <p>Lists are plain arrays of up to ${DEFAULT_COUNT} records, or as many as the header <code>Count</code> says. A page past the end
          is empty. <code>order</code> is always descending; <code>where</code> filters, such as
          <code>name LIKE 'Birch%' AND id IN (1, 2)</code>.</p>
        <p>What is refused is answered with <code>{"code": number, "error": words}</code>: 400 for anything wrong with the
          request, also for an id that is not there; 401 for a missing or expired session key.</p>
      </section>
      <section class="part" aria-labelledby="resources"><h2 id="resources">Resources</h2>
        <table class="list">
          <thead><tr><th scope="col">Resource</th><th scope="col">Path</th><th scope="col">Can</th></tr></thead>
          <tbody>${[...entities.values()].map(resourceRow)}</tbody>
        </table>
      </section>
      <section class="part" aria-labelledby="others"><h2 id="others">Other routes</h2>${routeList(others)}</section>
      <section class="part" aria-labelledby="switches"><h2 id="switches">Switches in force</h2>
        <p>Where the documentation of v4 is silent or contradicts itself, a switch decides.</p>
        ${switchList(switchesInForce(choices))}
      </section>`,
  );
}
