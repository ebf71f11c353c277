import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'

/** The secret of an authenticator as a QR code, drawn here, and as text for whoever cannot scan. */
export function AuthenticatorSecret({ secret, uri }: { readonly secret: string; readonly uri: string }) {
  const { t } = useTranslation('identity')
  const code = useQuery({
    queryKey: ['qr', uri],
    queryFn: async () => {
      const { create } = await import('qrcode')
      return create(uri, { errorCorrectionLevel: 'M' }).modules
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  }).data
  return (
    <div className="secret">
      {code !== undefined && (
        <svg
          viewBox={`-2 -2 ${code.size + 4} ${code.size + 4}`}
          role="img"
          aria-label={t('enrol.qr')}
          shapeRendering="crispEdges"
        >
          <path fill="#fff" d={`M-2-2h${code.size + 4}v${code.size + 4}h-${code.size + 4}z`} />
          <path
            fill="#141414"
            d={Array.from(code.data, (bit, index) =>
              bit ? `M${index % code.size} ${Math.floor(index / code.size)}h1v1h-1z` : '',
            ).join('')}
          />
        </svg>
      )}
      <div className="grow stack">
        <p>{t('enrol.scan')}</p>
        <p className="t13 ink3">{t('enrol.typeSecret')}</p>
        <p className="mono b ink1 wrap-any">{secret.match(/.{1,4}/g)?.join(' ')}</p>
      </div>
    </div>
  )
}
