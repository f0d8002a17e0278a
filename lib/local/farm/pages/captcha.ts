import { plainPage } from './plain.ts'

/** Asks the visitor to prove to be human; the widget's markup is there, its script is not. */
export function captchaPage(): string {
  return plainPage({
    title: 'Xác minh truy cập',
    body: `<h1>Xác minh bạn không phải là robot</h1>
<p>Hệ thống phát hiện lưu lượng truy cập bất thường. Vui lòng hoàn thành mã xác nhận (captcha) để tiếp tục.</p>
<form method="post">
<div class="g-recaptcha" data-sitekey="minh-hoa"></div>
<p><label>Nhập mã xác nhận <input name="captcha" autocomplete="off"></label></p>
<button>Tiếp tục</button>
</form>`,
  })
}
