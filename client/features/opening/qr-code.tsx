import { useQuery } from '@tanstack/react-query'

/** A QR code of an address, drawn as SVG; the encoder is loaded only where one is shown. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data } = useQuery({
    queryKey: ['qr', text],
    queryFn: async () => {
      const { create } = await import('qrcode')
      const { size, data: modules } = create(text, { errorCorrectionLevel: 'M' }).modules
      const dark = [...modules].flatMap((bit, index) => (bit ? [`M${index % size} ${Math.floor(index / size)}h1v1h-1z`] : []))
      return { size, path: dark.join('') }
    },
    staleTime: 'static',
  })
  if (data === undefined) return null
  return (
    <svg role="img" aria-label={label} viewBox={`-2 -2 ${data.size + 4} ${data.size + 4}`} shapeRendering="crispEdges">
      <path fill="#fff" d={`M-2-2h${data.size + 4}v${data.size + 4}h-${data.size + 4}z`} />
      <path fill="#141414" d={data.path} />
    </svg>
  )
}
