import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { problemCatalogue } from '#shared/problems/catalogue.ts'

const style = `body{margin:0 auto;max-width:960px;padding:40px 24px;font:16px/26px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#262626;background:#fff}
h1{font-size:28px;line-height:38px;color:#141414;font-weight:600}h2{font-size:18px;line-height:26px;color:#141414;margin-top:32px}
a{color:#0958d9}code,pre{font:14px/22px ui-monospace,SFMono-Regular,Menlo,monospace;background:#f4f4f4;border-radius:4px}code{padding:1px 4px}pre{padding:12px 16px;overflow:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid #e6e6e6}@media(max-width:640px){tr,td,th{display:block}th{display:none}td{border:0;padding:2px 0}tr{padding:8px 0;border-bottom:1px solid #e6e6e6}}.note{color:#595959}`

/** Said on every page of a platform whose periods are not those of the law. */
function demoBanner(isDemo: boolean): string {
  if (!isDemo) return ''
  return `<p role="note" style="border:1px solid #b8321e;color:#b8321e;border-radius:4px;padding:8px 12px">演示规则包：所有法定期限已缩短，数据不具法律效力。<br>Demo rule pack: every statutory period is shortened; nothing here has legal effect.</p>`
}

/** The documentation page: swagger-ui from the package, nothing from outside. */
export function docsPage(isDemo: boolean): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Kaibiao API</title>
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css"></head><body>${demoBanner(isDemo)}<div id="docs"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script><script src="/api/docs/assets/start.js"></script></body></html>`
}

const require = createRequire(import.meta.url)

/** An asset of the documentation page, with its media type. */
export function docsAsset(file: 'swagger-ui.css' | 'swagger-ui-bundle.js' | 'start.js'): { bytes: Buffer; mediaType: string } {
  if (file === 'start.js') {
    const script = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', validatorUrl: null, deepLinking: true, supportedSubmitMethods: ['get'] })`
    return { bytes: Buffer.from(script), mediaType: 'text/javascript; charset=utf-8' }
  }
  const mediaType = file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
  return { bytes: readFileSync(require.resolve(`swagger-ui-dist/${file}`)), mediaType }
}

/** Every problem with its meaning, in both languages. */
export function problemsPage(isDemo: boolean): string {
  const rows = Object.entries(problemCatalogue).map(
    ([code, { status, title, meaning }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(title.zh)}<br>${escapeHtml(title.en)}</td><td>${escapeHtml(meaning.zh)}<br>${escapeHtml(meaning.en)}</td></tr>`,
  )
  return htmlPage(
    'Problems',
    `<h1>问题目录 Problems</h1>${demoBanner(isDemo)}<table><tr><th>code</th><th>HTTP</th><th></th><th></th></tr>${rows.join('\n')}</table>`,
  )
}

function htmlPage(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${style}</style></head><body><main>${body}</main></body></html>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
