import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist'
import type { Bytes } from '#shared/primitives/bytes.ts'

/** Character maps and fonts that Chinese documents rely on without holding them: files of this origin, fetched one by one when needed. */
const urls = import.meta.glob<string>(
  ['../../../node_modules/pdfjs-dist/cmaps/*.bcmap', '../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}'],
  { query: '?url', import: 'default', eager: true },
)
const byName = new Map(Object.entries(urls).map(([path, url]) => [path.slice(path.lastIndexOf('/') + 1), url]))

class OwnFiles {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const url = byName.get(filename)
    if (url === undefined) throw new RangeError(`no file ${filename}`)
    const response = await fetch(url)
    if (!response.ok) throw new TypeError(`${filename}: ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
}

/** Opens a PDF in this page's own worker, without WebAssembly (the content security policy allows none) and without the network. Throws when it is none. */
export function openPdf(bytes: Bytes): Promise<PDFDocumentProxy> {
  GlobalWorkerOptions.workerPort ??= new Worker(new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url), {
    type: 'module',
    name: 'documents',
  })
  return getDocument({
    data: bytes,
    useWasm: false,
    useWorkerFetch: false,
    isEvalSupported: false,
    disableAutoFetch: true,
    cMapUrl: '/',
    standardFontDataUrl: '/',
    BinaryDataFactory: OwnFiles,
  }).promise
}
