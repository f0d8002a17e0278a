import type { Engine } from './catalogue.ts'

/** How an engine's forms are known, and what of one can be filled in once it has come. Selectors of CSS. */
export type EngineForm = {
  readonly engine: Engine
  /** What the engine leaves in a document, form or not. */
  readonly marks: string
  readonly fields: string
}

/** What people fill in, however it is drawn. */
const FIELD =
  ':is(input:not([type=hidden], [type=submit], [type=button], [type=reset], [type=image], [type=search], [type=password]), ' +
  'select, textarea, [contenteditable=""], [contenteditable=true], [contenteditable=plaintext-only], ' +
  '[role=combobox], [role=radiogroup], [role=textbox], ' +
  // What is signed on.
  'canvas[id*=signature i], :is([class*=signature i], [class*=chu-ky i], [class*=chuky i]) canvas)'

/** Fields that portals have on every page. */
const NOT_ASIDE = ':not([name*=search i], [name*=timkiem i], [name*=tukhoa i], [name*=keyword i], [name*=login i])'

/**
 * Every engine, in the order in which they are looked for: one that is drawn by another's page (Form.io in Angular or
 * Liferay) comes first. The `load` event fires long before any of these fields is there.
 */
export const ENGINE_FORMS: readonly EngineForm[] = [
  {
    engine: 'formio',
    marks: '.formio-form, .formio-component',
    // A wizard may begin with a page to read, and the way on from there.
    fields:
      '[name^="data["], .formio-component .choices, .formio-component-file :is(.fileSelector, .browse), ' +
      '.formio-component-signature canvas, .btn-wizard-nav-next',
  },
  {
    engine: 'surveyjs',
    marks: '.sd-root-modern, .sv-root-modern, .sv_main, .sd-question',
    // A survey may begin with a page that has only a button to start it.
    fields:
      `:is(.sd-question, .sv-question, .sv_q) :is(${FIELD}, .sd-item, .sv-item, .sv_q_select_column, .sd-file__choose-btn), ` +
      '.sd-navigation__start-btn, .sv-footer__start-btn, .sv_start_btn',
  },
  {
    // Forms of Liferay's own, and those of portlets: what a portlet draws is inside its boundary.
    engine: 'liferay',
    marks: '.portlet-boundary, .lfr-ddm-form-container, .lfr-ddm-container',
    fields:
      `:is(.lfr-ddm-form-container, .lfr-ddm-container, .portlet-boundary:not([class*=search i], [class*=login i]) form) ` +
      `${FIELD}${NOT_ASIDE}`,
  },
  {
    // All of a page is one form, which carries its state.
    engine: 'webforms',
    marks: 'form [name="__VIEWSTATE"], form [name="__VSTATE"]',
    fields: `form:has([name="__VIEWSTATE"], [name="__VSTATE"]) ${FIELD}:not([name^="__"])${NOT_ASIDE}`,
  },
  {
    // A route's component stands in the application's root, which names its version; before version 2, scopes do.
    engine: 'angular',
    marks: '[ng-version], [ng-app], [data-ng-app], .ng-scope',
    fields: `:is([ng-version], [ng-app], [data-ng-app], .ng-scope) ${FIELD}${NOT_ASIDE}`,
  },
  { engine: 'other', marks: `form, [role=form], ${FIELD}`, fields: `${FIELD}${NOT_ASIDE}` },
]

/** Forms whose marks nothing else has: in a frame of a page, only these are taken for its form. */
export const FRAMED_FORMS: readonly EngineForm[] = ENGINE_FORMS.filter(
  ({ engine }) => engine === 'formio' || engine === 'surveyjs',
)

/** What to wait for: the form of the engine that is known, else that of whichever comes. */
export function engineForms(engine: Engine | null): readonly EngineForm[] {
  return engine === null ? ENGINE_FORMS : ENGINE_FORMS.filter((form) => form.engine === engine)
}
