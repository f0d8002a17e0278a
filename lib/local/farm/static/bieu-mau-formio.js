// Fetches the form's definition and lets Form.io draw it. What is filled in never leaves the page.
const holder = document.querySelector('#bieu-mau')
const outcome = document.querySelector('.outcome')

const WORDS = {
  required: '{{field}} là thông tin bắt buộc',
  invalid_email: '{{field}} phải là địa chỉ thư điện tử',
  error: 'Vui lòng kiểm tra lại các thông tin sau:',
  submitError: 'Vui lòng kiểm tra lại các thông tin được đánh dấu.',
  complete: 'Đã kiểm tra xong',
  'Type to search': 'Gõ để tìm',
  'No results found': 'Không có kết quả',
  'No choices to choose from': 'Không có lựa chọn',
}

// Without it, Form.io looks for lists with relative addresses on its makers' own server.
Formio.setBaseUrl(location.origin)

async function draw() {
  const response = await fetch(holder.dataset.api)
  if (!response.ok) throw new Error(`mã lỗi ${response.status}`)
  const definition = await response.json()
  const form = await Formio.createForm(holder, definition, { language: 'vi', i18n: { vi: WORDS } })
  form.nosubmit = true
  form.on('submit', () => {
    outcome.textContent = 'Trang minh họa: hồ sơ không được gửi đi và không được lưu.'
    form.emit('submitDone')
  })
}

draw().catch((error) => {
  holder.innerHTML = '<p class="loading">Không tải được biểu mẫu. Vui lòng thử lại sau.</p>'
  outcome.textContent = `Không tải được biểu mẫu: ${error.message}`
})
