import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'

/** A PKCS#12 file (or the two of a pair, to sign and to receive), dropped or chosen, and its PIN. */
export function KeyFileFields({ action, isBusy, onSubmit, onChange, extra }: KeyFileFieldsProps) {
  const { t } = useTranslation('identity')
  const [files, setFiles] = useState<readonly File[]>([])
  const [missing, setMissing] = useState<'file' | 'pin'>()
  const form = useRef<HTMLFormElement>(null)
  const take = (chosen: readonly File[]) => {
    setFiles(chosen)
    setMissing(undefined)
    onChange()
    form.current?.querySelector<HTMLInputElement>('input[name=pin]')?.focus()
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('pin') ?? '')
    setMissing(files.length === 0 ? 'file' : text === '' ? 'pin' : undefined)
    if (files.length > 0 && text !== '') onSubmit(files, text)
  }
  return (
    <form ref={form} onSubmit={submit} className="stack-12" noValidate>
      <FileDrop
        label={files.length === 0 ? t('chooser.file.choose') : files.map(({ name }) => name).join('、')}
        hint={t('chooser.file.kinds')}
        accept=".p12,.pfx,application/x-pkcs12"
        isMultiple
        onFiles={take}
      />
      {missing === 'file' && (
        <p className="t13 bad" role="alert">
          {t('chooser.missing.file')}
        </p>
      )}
      <Field label={t('chooser.pin')} help={t('chooser.stays')} error={missing === 'pin' ? t('chooser.missing.pin') : undefined}>
        {(control) => <Input {...control} name="pin" type="password" autoComplete="off" />}
      </Field>
      {extra}
      <Button type="submit" look="primary" size="lg" isBlock isBusy={isBusy}>
        {isBusy ? t('chooser.opening') : action}
      </Button>
    </form>
  )
}

interface KeyFileFieldsProps {
  readonly action: string
  readonly isBusy: boolean
  readonly onSubmit: (files: readonly File[], pin: string) => void
  /** Other files were chosen: what was found in the ones before no longer counts. */
  readonly onChange: () => void
  readonly extra?: ReactNode
}
