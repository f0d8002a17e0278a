/** A bare page, as servers and network equipment write them. `body` is HTML of the farm's own. */
export function plainPage({ title, body }: { readonly title: string; readonly body: string }): string {
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { max-width: 42rem; margin: 12vh auto; padding: 0 1.25rem; font: 16px/1.6 system-ui, sans-serif; color: #27313b; }
h1 { font-size: 1.5rem; line-height: 1.3; }
hr { border: 0; border-top: 1px solid #cfd6dd; }
</style>
</head>
<body>
${body}
</body>
</html>
`
}
