import { useTranslation } from 'react-i18next'
import type { VerifiedNotice } from '#shared/sealed-bid/client/notice-pack.ts'
import { Button } from '../../ui/button.tsx'
import { capitalYuan } from '../../ui/capital-numerals.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { moneyText } from '../../ui/money.tsx'
import type { BidTender } from './bid-desk.tsx'
import type { ChosenFile } from './file-checks.ts'
import { sizeText } from './format.ts'
import type { Letters } from './letter-card.tsx'
import { letterValue } from './letter-checks.ts'

interface SealDialogProps {
  readonly tender: BidTender
  readonly letters: Letters
  readonly chosen: readonly ChosenFile[]
  readonly notice: VerifiedNotice
  readonly isReplacement: boolean
  readonly onClose: () => void
  readonly onSeal: () => void
}

/** What is about to be signed and sealed, to whom, before it is. */
export function SealDialog({ tender, letters, chosen, notice, isReplacement, onClose, onSeal }: SealDialogProps) {
  const { t, i18n } = useTranslation('bids')
  const isEnglish = i18n.language === 'en'
  const fields = tender.envelopes.flatMap(({ name, fields: own }) =>
    own.map((field) => {
      const value = letterValue(field, letters[name]?.[field.name] ?? '')
      const isPrice = field.type === 'price' && value !== ''
      return {
        key: field.name,
        label: isEnglish ? field.label.en : field.label.zh,
        value: isPrice ? (
          <>
            <b className="ink1">{moneyText(value)}</b> <span className="t13">{capitalYuan(value)}</span>
          </>
        ) : (
          value || '–'
        ),
      }
    }),
  )
  const bytes = chosen.reduce((sum, { file }) => sum + file.size, 0)
  const warned = chosen.filter(({ warnings }) => warnings.length > 0)
  return (
    <Dialog
      isWide
      title={t(isReplacement ? 'seal.titleReplace' : 'seal.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('seal.back')}</Button>
          <Button look="primary" onClick={onSeal}>
            {t('seal.confirm')}
          </Button>
        </>
      }
    >
      <div className="stack-12">
        <KeyValueList items={fields} />
        <p>{t('seal.files', { count: chosen.length, size: sizeText(bytes) })}</p>
        {warned.length > 0 && (
          <p className="warn">{t('seal.warned', { names: warned.map(({ file }) => file.name).join(t('envelopes.comma')) })}</p>
        )}
        <p>
          {t('seal.custodians', {
            names: notice.custodians.map(({ name }) => name).join(t('envelopes.comma')),
            k: notice.act.notice.openingPolicy.k,
          })}
        </p>
        <p className="t13 ink3">{t(isReplacement ? 'seal.replaceNote' : 'seal.note')}</p>
      </div>
    </Dialog>
  )
}
