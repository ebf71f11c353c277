import type { PlottedPrice } from '../../ui/price-plot.tsx'
import type { SealView } from './seal-view.ts'

/** Prices as the plot takes them: hollow until read out. */
export function pricesOf(views: readonly SealView[]): PlottedPrice[] {
  return views.flatMap(({ seal, price, reading, isMine }) =>
    price === undefined
      ? []
      : [
          {
            key: seal.manifestSha256,
            name: seal.bidder?.name ?? String(seal.number),
            price,
            isRead: reading === 'read' || reading === 'reading',
            isCurrent: reading === 'reading',
            isMine,
          },
        ],
  )
}
