import { head, PORTAL, type ProductPage } from './obstruction-pages.ts'

/** What servers show in the place of a portal, with status 200. */
export const STAND_INS: readonly ProductPage[] = (
  [
    [
      'nginx',
      `${head('Welcome to nginx!')}<body><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p><p>For online documentation and support please refer to <a href="http://nginx.org/">nginx.org</a>.</p><p><em>Thank you for using nginx.</em></p></body></html>`,
    ],
    [
      'OpenResty',
      `${head('Welcome to OpenResty!')}<body><h1>Welcome to OpenResty!</h1><p>If you see this page, the OpenResty web platform is successfully installed and working.</p></body></html>`,
    ],
    ['Apache, the oldest', '<html><body><h1>It works!</h1></body></html>'],
    [
      'Apache on Ubuntu',
      `${head('Apache2 Ubuntu Default Page: It works')}<body><span class="floating_element">Apache2 Default Page</span><div class="banner">It works!</div><p>${'This is the default welcome page used to test the correct operation of the Apache2 server. '.repeat(40)}</p>${'<a href="/manual">manual</a>'.repeat(12)}</body></html>`,
    ],
    [
      'Apache on CentOS',
      `${head('Apache HTTP Server Test Page powered by CentOS')}<body><h1>Testing 123..</h1><p>This page is used to test the proper operation of the Apache HTTP server after it has been installed.</p></body></html>`,
    ],
    [
      'IIS',
      `${head('IIS Windows Server')}<body><div id="container"><a href="http://go.microsoft.com/fwlink/?linkid=66138&amp;clcid=0x409"><img src="iisstart.png" alt="IIS" width="960" height="600"></a></div></body></html>`,
    ],
    [
      'Tomcat',
      `${head('Apache Tomcat/9.0.65')}<body><h1>Apache Tomcat/9.0.65</h1><h2>If you're seeing this, you've successfully installed Tomcat. Congratulations!</h2><form><input name="q"></form></body></html>`,
    ],
    [
      'a list of files',
      `${head('Index of /')}<body><h1>Index of /</h1><table><tr><th>Name</th><th>Last modified</th></tr><tr><td><a href="web.zip">web.zip</a></td></tr></table></body></html>`,
    ],
    [
      'an error',
      `${head('503 Service Temporarily Unavailable')}<body><center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>nginx</center></body></html>`,
    ],
    ['maintenance, in the title', `${head('Bảo trì hệ thống')}<body><img src="/bao-tri.png" alt=""></body></html>`],
    [
      'maintenance, in a heading',
      `${head('Cổng dịch vụ công')}<body><h1>Hệ thống đang được bảo trì, nâng cấp</h1><p>Quý khách vui lòng quay lại sau.</p><script src="/dem.js"></script></body></html>`,
    ],
    [
      'maintenance, under a picture',
      `${head('Thông báo')}<body><img src="/quoc-huy.png"><h2>Hệ thống tạm ngừng phục vụ để nâng cấp</h2><p>Thời gian: từ 22h00 đến 23h59.</p></body></html>`,
    ],
    [
      'maintenance, in a sentence',
      '<html><body><p>Website đang trong quá trình bảo trì. Vui lòng quay lại sau!</p></body></html>',
    ],
    ['maintenance, in English', `${head('Portal')}<body><h1>Site under maintenance</h1></body></html>`],
  ] as const
).map(([name, page]) => ({ name, status: 200, page, cause: 'content_mismatch' }))

/** Portals that have such words, and are themselves. */
export const NO_STAND_INS: readonly ProductPage[] = (
  [
    [
      'news of maintenance to come, and past',
      `${head('Cổng dịch vụ công tỉnh')}<body><h1>Cổng dịch vụ công tỉnh</h1>${PORTAL}<h2>Thông báo bảo trì hệ thống</h2><p>Hệ thống đang được nâng cấp trong đêm 12/6.</p></body></html>`,
    ],
    [
      'an application before its script has run, with a hidden dialog',
      `${head('Cổng dịch vụ công')}<body><div id="root"></div><div hidden>Hệ thống đang bảo trì, vui lòng quay lại sau</div><script type="module" src="/ung-dung.js"></script></body></html>`,
    ],
    [
      'a short page with a dialog that has a heading',
      `${head('Nộp hồ sơ')}<body><h1>Nộp hồ sơ trực tuyến</h1><div style="display: none"><h2>Hệ thống đang bảo trì</h2></div></body></html>`,
    ],
    [
      'a form of its own about maintenance',
      `${head('Đăng ký bảo trì thiết bị')}<body><h1>Thiết bị đang bảo trì</h1><form><input name="soHieu"></form></body></html>`,
    ],
    [
      'a news item of its own about maintenance',
      `${head('Thông báo tạm dừng hệ thống để nâng cấp')}<body><nav>${'<a href="/muc">Mục</a>'.repeat(12)}</nav>${PORTAL}</body></html>`,
    ],
    ['a procedure by number', `${head('500 thủ tục hành chính')}<body><h1>500 thủ tục hành chính</h1></body></html>`],
    ['help with nginx', `${head('Welcome to nginx!')}<body><h1>Hướng dẫn</h1>${PORTAL}</body></html>`],
    [
      'a subject index',
      `${head('Index of services')}<body><h1>Index of services</h1><p>Last modified 2026</p></body></html>`,
    ],
  ] as const
).map(([name, page]) => ({ name, status: 200, page, cause: null }))
