/** How whoever receives a webhook checks that it is ours, in Node. */
export const NODE_RECIPE = `import { createHmac, timingSafeEqual } from 'node:crypto'

/** \`body\`: the bytes as they came. */
export function isFromNhip({ header, body, secret, nowSeconds }) {
  const [, t, v1] = /^t=(\\d+),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (t === undefined || Math.abs(nowSeconds - Number(t)) > 300) return false
  const expected = createHmac('sha256', secret).update(\`\${t}.\`).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(v1, 'hex'))
}`

/** The same by hand: \`$header\` is what \`nhip-signature\` says, \`body.json\` the body as it came. */
export const SHELL_RECIPE = `t=\${header#t=}; t=\${t%%,*}
v1=$({ printf '%s.' "$t"; cat body.json; } | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
[ "t=$t,v1=$v1" = "$header" ] && echo genuine || echo forged`
