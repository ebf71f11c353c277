import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { problemCatalogue } from '#shared/problems/catalogue.ts'

const style = `body{margin:0 auto;max-width:960px;padding:40px 24px;font:16px/26px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#262626;background:#fff}
h1{font-size:28px;line-height:38px;color:#141414;font-weight:600}h2{font-size:18px;line-height:26px;color:#141414;margin-top:32px}
a{color:#0958d9}code,pre{font:14px/22px ui-monospace,SFMono-Regular,Menlo,monospace;background:#f4f4f4;border-radius:4px}code{padding:1px 4px}pre{padding:12px 16px;overflow:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid #e6e6e6}@media(max-width:640px){tr,td,th{display:block}th{display:none}td{border:0;padding:2px 0}tr{padding:8px 0;border-bottom:1px solid #e6e6e6}}.note{color:#595959}`

/** What the start page tells. */
export interface StartPageFacts {
  readonly name: string
  readonly version: string
  readonly isDemo: boolean
}

/** The plain start page until the client comes: what runs, where to read on, how to verify. */
export function startPage({ name, version, isDemo }: StartPageFacts): string {
  return htmlPage(
    '开标 Kaibiao',
    `<h1>开标 Kaibiao</h1>
${demoBanner(isDemo)}
<p>公共资源电子交易平台，谁都不必被信任：投标在开标前无人能读，每个操作由本人签名，任何人都能离线核验。<br>
E-bidding for public resource trading in which nobody has to be trusted.</p>
<p class="note"><code>${escapeHtml(name)}</code> · ${escapeHtml(version)}</p>
<h2>阅读 Read</h2>
<table>
<tr><td><a href="/api/tenders">/api/tenders</a></td><td>招标公告 Public notices</td></tr>
<tr><td><a href="/api/notices.atom">/api/notices.atom</a></td><td>公告订阅 Atom feed</td></tr>
<tr><td><a href="/api/docs">/api/docs</a></td><td>接口文档 API documentation · <a href="/api/openapi.json">OpenAPI 3.1</a> · <a href="/api/docs/problems">问题目录 Problems</a></td></tr>
<tr><td><a href="/api/platform">/api/platform</a></td><td>平台名称与校验公钥 Name and verification keys</td></tr>
<tr><td><a href="/api/log/checkpoint">/api/log/checkpoint</a></td><td>存证检查点 Newest signed checkpoint of the log</td></tr>
<tr><td><a href="/readyz">/readyz</a></td><td>运行状态 Readiness</td></tr>
</table>
<h2>核验 Verify</h2>
<pre>npx kaibiao verify-receipt --receipt receipt.json --trust FOLDER
npx kaibiao verify-opening --bundle opening.json --trust FOLDER --log-key KEY</pre>`,
  )
}

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
