/** Names of a portal's pictures: its emblem, and thumbnails of its news. */
export const PICTURES = ['bieu-tuong', 'tin-1', 'tin-2', 'tin-3'] as const

export type PictureName = (typeof PICTURES)[number]

/** A picture as an SVG file in the portal's colours. */
export function picture(name: PictureName, hue: number): string {
  if (name === 'bieu-tuong') return emblem(hue)
  const shift = PICTURES.indexOf(name) * 24
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="320" height="180">${landscape(hue + shift, shift)}</svg>`
}

/** The picture behind the homepage's search, to stand inline; decoration only. */
export function heroPicture(hue: number): string {
  return `<svg class="hero-picture" viewBox="0 0 320 180" preserveAspectRatio="xMaxYMid slice" aria-hidden="true" focusable="false">${landscape(hue, 0)}</svg>`
}

/** Sun, three ranges of hills and a river; `shift` moves the sun and the hills. */
function landscape(hue: number, shift: number): string {
  const sunX = 232 - shift * 2
  return [
    `<rect width="320" height="180" fill="hsl(${hue} 48% 90%)"/>`,
    `<circle cx="${sunX}" cy="62" r="44" fill="hsl(42 96% 84%)"/><circle cx="${sunX}" cy="62" r="26" fill="hsl(42 94% 66%)"/>`,
    `<path d="M0 ${112 - shift / 4} Q60 60 118 104 T230 92 T320 ${84 + shift / 3} V180 H0Z" fill="hsl(${hue} 34% 74%)"/>`,
    `<path d="M0 132 Q50 96 110 128 T214 118 T320 112 V180 H0Z" fill="hsl(${hue} 40% 56%)"/>`,
    `<path d="M0 152 Q70 124 150 148 T320 136 V180 H0Z" fill="hsl(${hue} 52% 36%)"/>`,
    `<path d="M150 180 Q168 158 206 152 T262 138 Q222 156 220 180Z" fill="hsl(200 70% 82%)"/>`,
  ].join('')
}

/** A rising sun over a field; deliberately unlike any real emblem. */
function emblem(hue: number): string {
  const rays = [0, 30, 60, 90, 120, 150, 180]
    .map((turn) => `<path d="M32 34 L32 10" transform="rotate(${turn - 90} 32 36)"/>`)
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<circle cx="32" cy="32" r="31" fill="hsl(${hue} 72% 24%)"/><circle cx="32" cy="32" r="27" fill="none" stroke="hsl(42 90% 66%)" stroke-width="1.5"/>
<g stroke="hsl(42 94% 70%)" stroke-width="2.5" stroke-linecap="round">${rays}</g>
<circle cx="32" cy="36" r="11" fill="hsl(42 94% 66%)"/><path d="M7 38 Q20 33 32 38 T57 38 A27 27 0 0 1 7 38Z" fill="hsl(${hue} 56% 42%)"/>
</svg>`
}
