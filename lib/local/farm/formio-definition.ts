import type { Field, Procedure, Section } from './procedures.ts'

type Component = Readonly<Record<string, unknown>>

const SUBMIT: Component = {
  type: 'button',
  key: 'submit',
  label: 'Nộp hồ sơ',
  action: 'submit',
  theme: 'primary',
  size: 'lg',
  input: true,
}

/** A procedure's form as Form.io's JSON (https://help.form.io/developers/form-development/form-components). */
export function formioDefinition(procedure: Procedure): Component {
  return {
    _id: procedure.formId,
    title: procedure.name,
    name: procedure.code,
    type: 'form',
    display: 'form',
    components: [...procedure.sections.map(panel), SUBMIT],
  }
}

function panel({ title, fields }: Section, index: number): Component {
  const narrow = fields.filter((field) => !isWide(field))
  const rows = Array.from({ length: Math.ceil(narrow.length / 2) }, (_, row) => narrow.slice(row * 2, row * 2 + 2))
  return {
    type: 'panel',
    key: `muc${index + 1}`,
    title: `${index + 1}. ${title}`,
    input: false,
    components: [
      ...rows.map((row, at) => columns(row, `dong${index + 1}${at + 1}`)),
      ...fields.filter(isWide).map(component),
    ],
  }
}

function columns(row: readonly Field[], key: string): Component {
  return {
    type: 'columns',
    key,
    input: false,
    columns: [0, 1].map((at) => ({
      components: row[at] ? [component(row[at])] : [],
      width: 6,
      offset: 0,
      push: 0,
      pull: 0,
      size: 'md',
      currentWidth: 6,
    })),
  }
}

function isWide({ kind }: Field): boolean {
  return kind === 'long' || kind === 'tick'
}

function component({ name, label, kind, options, required }: Field): Component {
  const base = { key: name, label, input: true, validate: { required } }
  const values = options.map((option) => ({ label: option, value: option }))
  switch (kind) {
    case 'text':
      return { ...base, type: 'textfield' }
    case 'date':
      return { ...base, type: 'textfield', inputMask: '99/99/9999', placeholder: 'ngày/tháng/năm' }
    case 'number':
      return { ...base, type: 'number' }
    case 'phone':
      return { ...base, type: 'textfield', inputType: 'tel', placeholder: '09…' }
    case 'email':
      return { ...base, type: 'email' }
    case 'long':
      return { ...base, type: 'textarea', rows: 3 }
    case 'tick':
      return { ...base, type: 'checkbox' }
    case 'radio':
      return { ...base, type: 'radio', inline: options.join('').length < 24, values }
    case 'select':
      return { ...base, type: 'select', data: { values }, placeholder: 'Chọn' }
    case 'province':
      return place(base, '/api/danh-muc/tinh')
    case 'commune': {
      const list = place(base, '/api/danh-muc/xa?tinh={{ data.tinhThanh }}')
      return { ...list, refreshOn: 'tinhThanh', clearOnRefresh: true }
    }
  }
}

/** A list that is fetched only when it is opened. */
function place(base: Component, url: string): Component {
  return {
    ...base,
    type: 'select',
    dataSrc: 'url',
    data: { url },
    valueProperty: 'ma',
    template: '<span>{{ item.ten }}</span>',
    lazyLoad: true,
    placeholder: 'Chọn',
  }
}
