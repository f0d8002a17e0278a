// Fetches the form's definition and lets SurveyJS draw it. What is filled in never leaves the page.
const holder = document.querySelector('#bieu-mau')
const outcome = document.querySelector('.outcome')

async function draw() {
  const response = await fetch(holder.dataset.api)
  if (!response.ok) throw new Error(`mã lỗi ${response.status}`)
  const survey = new Survey.Model(await response.json())
  survey.onCompleting.add((_, options) => {
    options.allow = false
    outcome.textContent = 'Trang minh họa: hồ sơ không được gửi đi và không được lưu.'
  })
  holder.replaceChildren()
  SurveyUI.renderSurvey(survey, holder)
}

draw().catch((error) => {
  holder.innerHTML = '<p class="loading">Không tải được biểu mẫu. Vui lòng thử lại sau.</p>'
  outcome.textContent = `Không tải được biểu mẫu: ${error.message}`
})
