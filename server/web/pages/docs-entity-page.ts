import { html } from 'hono/html';
import type { DescribedRoute } from '../../openapi/described-route.ts';
import { toExampleBody } from '../../openapi/example-body.ts';
import { toFieldWords } from '../../openapi/field-words.ts';
import { switchesInForce } from '../../openapi/switch-words.ts';
import type { V4Choices } from '../../v4/choices.ts';
import type { Entity, Field } from '../../v4/entity.ts';
import { code, routeList, switchList } from './docs-page.ts';
import { type Markup, plainLayout } from './layout.ts';

/** Requests as they are typed at a terminal, one for each thing the resource can do. */
function exampleRequests(entity: Entity, url: string): string {
  const { resource, operations } = entity;
  const base = `${url}/api/v4/${resource}`;
  const call = (path: string, more = '') => `curl '${path}' -H 'X-Session-Key: TOKEN'${more}`;
  const send = (method: string, path: string, body: object) =>
    call(path, ` -X ${method} \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body)}'`);
  const single = !resource.includes('/');
  return [
    operations.read && call(`${base}?page=0&order=dateCreated`, " -H 'Count: 50'"),
    operations.read && call(`${base}?where=${encodeURIComponent("dateCreated > '2026-05-09 10:15:00'")}`),
    single && operations.read && call(`${base}/1`),
    operations.create && send('POST', base, toExampleBody(entity, 'create')),
    single && operations.update && send('PUT', `${base}/1`, toExampleBody(entity, 'update')),
    single && operations.delete && call(`${base}/1`, ' -X DELETE'),
  ]
    .filter((request) => request !== false)
    .join('\n\n');
}

function fieldRow(field: Field, choices: V4Choices): Markup {
  const { reads, writes, notes } = toFieldWords(field, choices);
  return html`<tr>
    <th scope="row"><code>${field.name}</code></th>
    <td data-label="Meaning">${field.description}</td>
    <td data-label="Reads">${reads}</td>
    <td data-label="Written">${writes ?? '–'}</td>
    <td data-label="Rules">${notes.join('; ')}</td>
  </tr>`;
}

/** One resource: what it can do, its fields, and requests to try. */
export function docsEntityPage(given: {
  entity: Entity;
  routes: readonly DescribedRoute[];
  choices: V4Choices;
  /** Address of the server. */
  url: string;
}): Markup {
  const { entity, routes, choices, url } = given;
  const switches = switchesInForce(choices, entity.resource);
  return plainLayout(
    entity.description,
    html`<p class="crumb"><a href="/docs">API</a></p>
      <h1>${entity.description}</h1>
      <section class="part" aria-labelledby="routes"><h2 id="routes">Routes</h2>${routeList(routes)}</section>
      <section class="part" aria-labelledby="fields"><h2 id="fields">Fields</h2>
        <table class="list">
          <thead><tr><th scope="col">Field</th><th scope="col">Meaning</th><th scope="col">Reads</th>
            <th scope="col">Written</th><th scope="col">Rules</th></tr></thead>
          <tbody>${entity.fields.map((field) => fieldRow(field, choices))}</tbody>
        </table>
      </section>
      <section class="part" aria-labelledby="try"><h2 id="try">Requests to try</h2>${code(exampleRequests(entity, url))}</section>
      ${
        switches.length === 0
          ? ''
          : html`<section class="part" aria-labelledby="switches"><h2 id="switches">Switches in force</h2>${switchList(switches)}</section>`
      }`,
  );
}
