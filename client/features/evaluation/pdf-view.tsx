import { useQuery } from '@tanstack/react-query'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { openPdf } from './pdf.ts'

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]

/** A PDF, page by page. The words of the page also stand as text for screen readers; what does not open is to be downloaded. */
export function PdfView({ name, bytes }: { readonly name: string; readonly bytes: Bytes }) {
  const { t } = useTranslation('evaluation')
  // With the bytes it was opened from: a document is destroyed when others arrive, and a destroyed one may not be drawn again.
  const [opened, setOpened] = useState<{ readonly bytes: Bytes; readonly pdf: PDFDocumentProxy | undefined }>()
  useEffect(() => {
    let isGone = false
    let destroy = () => {}
    // The worker takes the bytes it is given away from this page.
    openPdf(bytes.slice()).then(
      (pdf) => {
        destroy = () => void pdf.loadingTask.destroy()
        if (isGone) destroy()
        else setOpened({ bytes, pdf })
      },
      () => isGone || setOpened({ bytes, pdf: undefined }),
    )
    return () => {
      isGone = true
      destroy()
    }
  }, [bytes])
  if (opened?.bytes !== bytes) return <PageLoading what={t('document.opening', { name })} />
  if (opened.pdf === undefined) return <StatusLine tone="warn" isSlim head={t('document.broken')} />
  return <Pages pdf={opened.pdf} name={name} />
}

function Pages({ pdf, name }: { readonly pdf: PDFDocumentProxy; readonly name: string }) {
  const { t } = useTranslation('evaluation')
  const [number, setNumber] = useState(1)
  const [zoom, setZoom] = useState(1)
  const go = (next: number) => setNumber(Math.min(pdf.numPages, Math.max(1, next)))
  const nearest = (step: 1 | -1) =>
    setZoom(step === 1 ? (ZOOMS.find((each) => each > zoom) ?? zoom) : (ZOOMS.findLast((each) => each < zoom) ?? zoom))
  return (
    <div className="pdf">
      <div className="pdf-bar" role="toolbar" aria-label={t('document.tools')}>
        <Button size="sm" onClick={() => nearest(-1)} aria-label={t('document.smaller')}>
          <Icon name="minus" size={14} />
        </Button>
        <span className="t13">{Math.round(zoom * 100)}%</span>
        <Button size="sm" onClick={() => nearest(1)} aria-label={t('document.larger')}>
          <Icon name="plus" size={14} />
        </Button>
        <span className="grow" />
        <Button size="sm" disabled={number <= 1} onClick={() => go(number - 1)} aria-label={t('document.back')}>
          <Icon name="left" size={14} />
        </Button>
        <label className="row t13">
          <span className="sr">{t('document.page')}</span>
          <input
            className="inp pdf-number"
            type="number"
            min={1}
            max={pdf.numPages}
            value={number}
            onChange={({ target }) => Number.isInteger(target.valueAsNumber) && go(target.valueAsNumber)}
          />
          <span>/ {pdf.numPages}</span>
        </label>
        <Button size="sm" disabled={number >= pdf.numPages} onClick={() => go(number + 1)} aria-label={t('document.on')}>
          <Icon name="right" size={14} />
        </Button>
      </div>
      <PageCanvas pdf={pdf} number={number} zoom={zoom} name={name} />
    </div>
  )
}

function PageCanvas({
  pdf,
  number,
  zoom,
  name,
}: {
  readonly pdf: PDFDocumentProxy
  readonly number: number
  readonly zoom: number
  readonly name: string
}) {
  const { t } = useTranslation('evaluation')
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const page = useQuery({
    queryKey: ['document-page', pdf.fingerprints[0], number],
    queryFn: async () => {
      const read = await pdf.getPage(number)
      const { items } = await read.getTextContent()
      return { read, text: items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('') }
    },
    gcTime: 0,
    staleTime: 'static',
    networkMode: 'always',
  }).data
  useEffect(() => {
    const shown = canvas.current
    // Scrolled by keyboard too.
    if (frame.current !== null) frame.current.tabIndex = 0
    const width = frame.current?.clientWidth ?? 0
    if (page === undefined || shown === null || width === 0) return
    const natural = page.read.getViewport({ scale: 1 })
    const scale = (Math.min(width - 32, 860) / natural.width) * zoom
    const viewport = page.read.getViewport({ scale: scale * devicePixelRatio })
    shown.width = Math.floor(viewport.width)
    shown.height = Math.floor(viewport.height)
    shown.style.width = `${Math.floor(natural.width * scale)}px`
    const drawing = page.read.render({ canvas: shown, viewport })
    drawing.promise.then(
      () => {
        shown.dataset['page'] = String(number)
      },
      () => undefined,
    )
    return () => drawing.cancel()
  }, [page, zoom, number])
  return (
    <section className="pdf-frame" ref={frame} aria-label={t('document.pageOf', { name, number })}>
      <canvas ref={canvas} />
      <p className="sr pdf-text">{page?.text}</p>
    </section>
  )
}
