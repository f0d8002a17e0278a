import type { DemoPortal } from '../portals.ts'

export type LayoutOptions = {
  readonly portal: DemoPortal
  readonly title: string
  readonly description: string
  /** Further elements of `head`. */
  readonly head?: string
  /** Beside the emblem, under the agency. Default: the portal's name. */
  readonly heading?: string
  /** Default true; a login page has none. */
  readonly navigation?: boolean
  readonly main: string
}

/** Marks every page as what it is, for whoever comes upon it. */
const RIBBON = 'Trang minh họa của cơ quan hư cấu, không nhận và không lưu hồ sơ'

const NAVIGATION = `    <nav aria-label="Điều hướng chính">
      <a href="/#thu-tuc">Thủ tục</a>
      <a href="/#tra-cuu">Tra cứu</a>
      <a href="/#thong-bao">Thông báo</a>
      <a class="button" href="/dang-nhap">Đăng nhập</a>
    </nav>
`

const FONTS = ['400Regular', '700Bold']
  .map((font) => `/tai-nguyen/phong-chu/${font}.ttf`)
  .map((href) => `<link rel="preload" href="${href}" as="font" type="font/ttf" crossorigin>`)
  .join('\n')

/** A portal's whole page: its head, header, the given main part, and footer. All texts are the farm's own. */
export function layout(options: LayoutOptions): string {
  const { portal, title, description, main, head = '', navigation = true } = options
  const { heading = `Cổng dịch vụ công ${portal.name}` } = options
  return `<!doctype html>
<html lang="vi" style="--hue:${portal.hue}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${description}">
<meta name="theme-color" content="hsl(${portal.hue} 72% 24%)">
<link rel="icon" href="/anh/bieu-tuong.svg" type="image/svg+xml">
${FONTS}
${head}<link rel="stylesheet" href="/tai-nguyen/cong.css">
</head>
<body>
<p class="ribbon">${RIBBON}</p>
<header class="top">
  <div class="wrap top-row">
    <a class="brand" href="/">
      <img src="/anh/bieu-tuong.svg" width="52" height="52" alt="">
      <span><small>${portal.agency}</small><strong>${heading}</strong></span>
    </a>
${navigation ? NAVIGATION : ''}  </div>
</header>
<main>
${main}
</main>
<footer>
  <div class="wrap footer-row">
    <p><strong>${portal.agency}</strong><br>Địa chỉ: số 1, đường Hòa Bình, phường Trung Tâm</p>
    <p>Tổng đài hỗ trợ: <strong>1900 0000</strong><br>Thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ</p>
    <p>Cơ quan và số liệu trên trang này là hư cấu, dùng để minh họa việc đo lường.</p>
  </div>
</footer>
</body>
</html>
`
}
