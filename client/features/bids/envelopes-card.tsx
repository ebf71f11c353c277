import { useTranslation } from 'react-i18next'
import type { EnvelopeForm } from '#shared/catalogue/letter-form.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Icon } from '../../ui/icon.tsx'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { Tag } from '../../ui/tag.tsx'
import { type ChosenFile, expectedSealedSize } from './file-checks.ts'
import { sizeText } from './format.ts'
import type { KeptFileName } from './my-bids.ts'

interface EnvelopesCardProps {
  readonly envelopes: readonly EnvelopeForm[]
  readonly maxEnvelopeBytes: number
  readonly chosen: readonly ChosenFile[]
  /** Names a draft remembers whose files are not chosen now: the browser may not open them by itself. */
  readonly remembered: readonly KeptFileName[]
  /** The files of a sealed version: nothing can be changed. */
  readonly sealed?: readonly KeptFileName[] | undefined
  /** What became of the sealed files, in words. */
  readonly sealedNote?: string | undefined
  readonly onFiles: (envelope: string, files: readonly File[]) => void
  readonly onRemove: (envelope: string, name: string) => void
}

/** 信封: the files of each envelope, looked at before they are read whole. */
export function EnvelopesCard(props: EnvelopesCardProps) {
  const { t } = useTranslation('bids')
  const all = props.sealed ?? props.chosen.map(({ envelope, file }) => ({ envelope, name: file.name, size: file.size }))
  const bytes = all.reduce((sum, { size }) => sum + size, 0)
  return (
    <Card
      className="envelopes"
      title={
        <>
          {t('envelopes.title')} <span className="t13 ink3 plain">{t('envelopes.note')}</span>
        </>
      }
      extra={<span className="t13 ink3">{t('envelopes.sum', { count: all.length, size: sizeText(bytes) })}</span>}
    >
      {props.envelopes.map((envelope) => (
        <Envelope key={envelope.name} {...props} envelope={envelope} all={all} />
      ))}
    </Card>
  )
}

function Envelope({
  envelope,
  all,
  ...props
}: EnvelopesCardProps & { readonly envelope: EnvelopeForm; readonly all: readonly KeptFileName[] }) {
  const { t, i18n } = useTranslation('bids')
  const { name } = envelope
  const isEnglish = i18n.language === 'en'
  const own = all.filter((file) => file.envelope === name)
  const files = props.chosen.filter((file) => file.envelope === name)
  const forgotten = props.remembered.filter(
    (kept) => kept.envelope === name && !files.some(({ file }) => file.name === kept.name),
  )
  const isTooLarge = props.sealed === undefined && expectedSealedSize(files.map(({ file }) => file)) > props.maxEnvelopeBytes
  return (
    <section className="envelope" aria-label={t(`envelope.${name}`)}>
      <div className="envelope-head">
        <MiniSeal state="shut" />
        <h3>{t(`envelope.${name}`)}</h3>
        <Tag>{t(`opensAt.${envelope.opensAt}`)}</Tag>
        <span className="grow" />
        <span className="t12 ink3">
          {t('envelopes.sum', { count: own.length, size: sizeText(own.reduce((sum, { size }) => sum + size, 0)) })}
        </span>
      </div>
      {envelope.files.length > 0 && (
        <p className="t12 ink3">
          {t('envelopes.asked')}{' '}
          {envelope.files
            .map(({ label, isRequired }) => `${isEnglish ? label.en : label.zh}${isRequired ? '' : t('envelopes.optional')}`)
            .join(t('envelopes.comma'))}
        </p>
      )}
      <ul>
        {props.sealed === undefined
          ? files.map((file) => <FileRow key={file.file.name} {...file} onRemove={() => props.onRemove(name, file.file.name)} />)
          : own.map(({ name: fileName, size }) => (
              <li className="envelope-file" key={fileName}>
                <Icon name="file" size={16} />
                <span className="name">{fileName}</span>
                <span className="size">{sizeText(size)}</span>
                <span className="state ok t12">
                  <Icon name="lock" size={14} />
                  {props.sealedNote}
                </span>
              </li>
            ))}
      </ul>
      {forgotten.length > 0 && props.sealed === undefined && (
        <p className="t12 warn">
          {t('envelopes.again', { names: forgotten.map((kept) => kept.name).join(t('envelopes.comma')) })}
        </p>
      )}
      {isTooLarge && (
        <p className="t13 bad" role="alert">
          <Icon name="cross-circle" size={14} /> {t('envelopes.tooLarge', { size: sizeText(props.maxEnvelopeBytes) })}
        </p>
      )}
      {name === 'technical' && props.sealed === undefined && <p className="t12 ink3">{t('envelopes.blind')}</p>}
      {props.sealed === undefined && (
        <FileDrop
          label={t('envelopes.add', { envelope: t(`envelope.${name}`) })}
          isMultiple
          onFiles={(chosen) => props.onFiles(name, chosen)}
        />
      )}
    </section>
  )
}

function FileRow({ file, faults, warnings, onRemove }: ChosenFile & { readonly onRemove: () => void }) {
  const { t } = useTranslation('bids')
  return (
    <li className="envelope-file">
      <Icon name="file" size={16} />
      <span className="name">{file.name}</span>
      <span className="size">{sizeText(file.size)}</span>
      <span className="state">
        <Button size="sm" onClick={onRemove} aria-label={t('envelopes.remove', { name: file.name })}>
          {t('envelopes.removeShort')}
        </Button>
      </span>
      {[...faults.map((fault) => ({ fault, tone: 'bad' })), ...warnings.map((fault) => ({ fault, tone: 'warn' }))].map(
        ({ fault, tone }) => (
          <span key={fault} className={`note t12 ${tone}`}>
            <Icon name={tone === 'bad' ? 'cross-circle' : 'warning'} size={14} /> {t(`file.${fault}`)}
          </span>
        ),
      )}
      {faults.length + warnings.length === 0 && (
        <span className="note t12 ok">
          <Icon name="check" size={14} /> {t('file.good')}
        </span>
      )}
    </li>
  )
}
