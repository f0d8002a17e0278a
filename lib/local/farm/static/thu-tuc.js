// Fills the lists of places, and shows the way to the form once both are chosen.
const province = document.querySelector('#tinh')
const commune = document.querySelector('#xa')
const way = document.querySelector('#nop')

async function fill(list, address) {
  const response = await fetch(address)
  const places = response.ok ? await response.json() : []
  list.length = 1
  for (const { ma, ten } of places) list.add(new Option(ten, ma))
  list.disabled = places.length === 0
}

province.addEventListener('change', () => {
  way.hidden = true
  void fill(commune, `/api/danh-muc/xa?tinh=${province.value}`)
})

commune.addEventListener('change', () => {
  way.hidden = commune.value === ''
})

void fill(province, '/api/danh-muc/tinh')
