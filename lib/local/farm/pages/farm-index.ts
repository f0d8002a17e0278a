import { FAULTS, type FaultEntry } from '../faults.ts'
import { DEMO_PORTALS, type DemoPortal } from '../portals.ts'
import { plainPage } from './plain.ts'

/** The farm's own page, for whoever opens it without a portal's name: its portals, and the faults one can ask for. */
export function indexPage(urlOf: (portal: string) => string): string {
  return plainPage({
    title: 'Các cổng dịch vụ công minh họa của Nhịp',
    body: `<h1>Các cổng dịch vụ công minh họa</h1>
<p>Nhịp đo các cổng hư cấu này như đo cổng thật.<br>Nhịp measures these fictional portals as it measures real ones.</p>
<ul>
${DEMO_PORTALS.map((portal) => portalRow(portal, urlOf(portal.id))).join('\n')}
</ul>
<h2>?fault=</h2>
<p>Thêm vào bất kỳ địa chỉ nào của một cổng, ví dụ <code>?fault=delay:700</code>.<br>Add it to any address of a portal.</p>
<dl>
${Object.entries(FAULTS).map(faultRow).join('\n')}
</dl>`,
  })
}

function portalRow({ name, scenario, isLogin }: DemoPortal, url: string): string {
  const title = isLogin ? 'Hệ thống đăng nhập' : `Cổng dịch vụ công ${name}`
  return `<li><a href="${url}">${title}</a>: ${scenario.vi}<br><small>${scenario.en}</small></li>`
}

function faultRow([name, { argument, does }]: [string, FaultEntry]): string {
  const spelling = argument === null ? name : `${name}:${argument.byDefault}</code> (${argument.unit})<code>`
  return `<dt><code>${spelling}</code></dt><dd>${does.vi}<br><small>${does.en}</small></dd>`
}
