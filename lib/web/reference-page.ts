import { html } from 'hono/html'
import { NODE_RECIPE, SHELL_RECIPE } from '../notify/webhook-recipes.ts'
import type { JsonSchema, OpenApi, Operation } from './openapi.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { REFERENCE_WORDS as R } from './reference-words.ts'

/** The API for people: every address, who may use it, and what it takes. */
export function referencePage(document: OpenApi, { t }: Say): Page {
  const operations = Object.entries(document.paths).flatMap(([path, own]) =>
    Object.entries(own).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const main = html`<h1>${t(R.title)}</h1>
<p>${t(R.text)} <a href="/openapi.json">openapi.json</a></p>
<pre tabindex="0">curl -H "Authorization: Bearer $NHIP_TOKEN" ${t(R.address)}/api/status</pre>
${operations.map((one) => operationSection(one, t))}
${webhookSection(document, t)}
<section class="card" aria-labelledby="forms"><h2 id="forms">${t(R.forms)}</h2>
<p>${t(R.formsText)}</p>
${Object.entries(document.components.schemas)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([id, schema]) => form(id, schema))}
</section>`
  return { title: t(R.title), main }
}

/** What is sent to others, and how they check that it is ours. */
function webhookSection({ webhooks }: OpenApi, t: Say['t']): readonly Markup[] {
  return Object.values(webhooks).map(
    ({ post: { operationId, summary, parameters } }) =>
      html`<section class="card" aria-labelledby="${operationId}"><h2 id="${operationId}">${t(R.webhook)}</h2>
<p lang="en">${summary}</p>
<p>${t(R.webhookBody)} <a href="#form-Alert"><code>Alert</code></a></p>
<ul class="plain">${parameters.map(({ name, description }) => html`<li><code>${name}</code> <small lang="en">${description}</small></li>`)}</ul>
<p>${t(R.check)}</p>
<pre tabindex="0">${NODE_RECIPE}</pre>
<p>${t(R.checkByHand)}</p>
<pre tabindex="0">${SHELL_RECIPE}</pre></section>`,
  )
}

function operationSection(
  { path, method, operation }: { readonly path: string; readonly method: string; readonly operation: Operation },
  t: Say['t'],
): Markup {
  const { operationId, summary, description, parameters, requestBody, responses } = operation
  return html`<section class="card" aria-labelledby="${operationId}"><h2 id="${operationId}"><code>${method} ${path}</code></h2>
<p lang="en">${summary} <span class="quiet">${description}</span></p>
${parameters.length === 0 ? '' : html`<ul class="plain">${parameters.map(({ name, in: where, schema }) => html`<li><code>${name}</code> <small>${t(where === 'path' ? R.inPath : R.inQuery)} · <code>${JSON.stringify(schema)}</code></small></li>`)}</ul>`}
${requestBody === undefined ? '' : html`<details><summary>${t(R.body)}</summary><pre tabindex="0">${JSON.stringify(requestBody.content['application/json'].schema, null, 2)}</pre></details>`}
<p>${t(R.answer)} ${granted(responses)}</p>
</section>`
}

/** What is answered where nothing is wrong: the ways to its forms, or its type. */
function granted(responses: Operation['responses']): readonly Markup[] {
  return Object.entries(responses)
    .filter(([status]) => Number(status) < 400 && status !== '304')
    .map(([status, { content, description }]) => {
      const shown = Object.entries(content ?? {}).map(([type, { schema }]) => {
        const id = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined
        return id === undefined ? html`<code>${type}</code> ` : html`<a href="#form-${id}"><code>${id}</code></a> `
      })
      return html`<code>${status}</code> ${content === undefined ? html`<span lang="en">${description}</span>` : shown}`
    })
}

function form(id: string, { description, ...schema }: JsonSchema): Markup {
  return html`<details id="form-${id}"><summary><code>${id}</code></summary>${typeof description === 'string' ? html`<p lang="en">${description}</p>` : ''}<pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre></details>`
}
