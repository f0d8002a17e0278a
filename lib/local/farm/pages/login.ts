import type { DemoPortal } from '../portals.ts'
import { layout } from './layout.ts'

/**
 * The login page. Like most login systems it does not name the service that one came from. Its form has nowhere to
 * go: a POST is answered with 405.
 */
export function loginPage(portal: DemoPortal): string {
  return layout({
    portal,
    title: 'Đăng nhập tài khoản định danh điện tử',
    description: 'Đăng nhập một lần cho các hệ thống trực tuyến.',
    heading: 'Hệ thống đăng nhập một lần',
    navigation: false,
    main: `<section class="wrap login">
  <h1>Đăng nhập</h1>
  <p>Bạn cần đăng nhập bằng tài khoản định danh điện tử để tiếp tục.</p>
  <form method="post" action="/dang-nhap" class="card">
    <label>Số định danh cá nhân <input name="username" autocomplete="username" required></label>
    <label>Mật khẩu <input name="password" type="password" autocomplete="current-password" required></label>
    <button class="button">Đăng nhập</button>
    <p class="or">hoặc</p>
    <button class="button quiet" type="button">Đăng nhập bằng tài khoản VNeID</button>
  </form>
</section>`,
  })
}
