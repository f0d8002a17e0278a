// Narrows the list of procedures while the visitor types, blind to case and to missing diacritics.
const plain = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd')
const rows = [...document.querySelectorAll('.procedures li')]
const none = document.querySelector('.none')

document.querySelector('#tu-khoa').addEventListener('input', ({ target }) => {
  const wanted = plain(target.value.trim())
  for (const row of rows) row.hidden = !plain(row.textContent).includes(wanted)
  none.hidden = rows.some((row) => !row.hidden)
})

document.querySelector('.search').addEventListener('submit', (event) => {
  event.preventDefault()
  document.querySelector('#thu-tuc').scrollIntoView({ behavior: 'smooth' })
})
