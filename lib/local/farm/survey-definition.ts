import type { Field, Procedure, Section } from './procedures.ts'

type Element = Readonly<Record<string, unknown>>

/**
 * A procedure's form as SurveyJS's JSON
 * (https://surveyjs.io/form-library/documentation/design-survey/create-a-simple-survey).
 */
export function surveyDefinition(procedure: Procedure): Element {
  return {
    locale: 'vi',
    showTitle: false,
    completeText: 'Nộp hồ sơ',
    questionsOnPageMode: 'singlePage',
    showQuestionNumbers: 'off',
    pages: [{ name: 'to-khai', elements: procedure.sections.map(panel) }],
  }
}

function panel({ title, fields }: Section, index: number): Element {
  return { type: 'panel', name: `muc${index + 1}`, title: `${index + 1}. ${title}`, elements: fields.map(element) }
}

function element({ name, label, kind, options, required }: Field, index: number): Element {
  const wide = kind === 'long' || kind === 'tick' || kind === 'radio'
  const startWithNewLine = wide || index % 2 === 0
  const base = { name, title: label, isRequired: required, startWithNewLine, minWidth: '240px' }
  switch (kind) {
    case 'text':
      return { ...base, type: 'text' }
    case 'date':
      return { ...base, type: 'text', inputType: 'date' }
    case 'number':
      return { ...base, type: 'text', inputType: 'number', min: 0 }
    case 'phone':
      return { ...base, type: 'text', inputType: 'tel', placeholder: '09…' }
    case 'email':
      return { ...base, type: 'text', inputType: 'email' }
    case 'long':
      return { ...base, type: 'comment', rows: 3 }
    case 'tick':
      return { ...base, type: 'checkbox', titleLocation: 'hidden', choices: [label] }
    case 'radio':
      return { ...base, type: 'radiogroup', choices: options, colCount: 0 }
    case 'select':
      return { ...base, type: 'dropdown', choices: options }
    case 'province':
      return place(base, '/api/danh-muc/tinh')
    case 'commune':
      return place(base, '/api/danh-muc/xa?tinh={tinhThanh}')
  }
}

function place(base: Element, url: string): Element {
  return { ...base, type: 'dropdown', choicesByUrl: { url, valueName: 'ma', titleName: 'ten' } }
}
