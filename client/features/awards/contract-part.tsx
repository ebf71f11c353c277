import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { ContractDiffers, type ContractText, comparePoints } from './contract-text.ts'
import { type Award, type AwardTender, useContract } from './use-awards.ts'
import { useLetter } from './use-letter.ts'
import { useWords } from './use-words.ts'

/** The contract of a lot: who has signed, until when, and its text beside the bid; published once both have signed (A4, A7). */
export function ContractPart({
  award,
  tender,
  isParty,
}: {
  readonly award: Award
  readonly tender: AwardTender
  /** Whether the reader may see the text before it is published. */
  readonly isParty: boolean
}) {
  const { t } = useTranslation('awards')
  const isPublished = award.state === 'contracted'
  const contract = useContract(award, isPublished || isParty)
  if (award.winner === null || award.state === 'failed' || award.state === 'decided') return null
  return (
    <section className="blk award-part" aria-labelledby={`contract-${award.lot}`}>
      <SectionHead
        id={`contract-${award.lot}`}
        title={t('contract.title')}
        note={t(isPublished ? 'contract.published' : award.contract === null ? 'contract.notYet' : 'contract.signing')}
      />
      <KeyValueList
        items={[
          {
            key: 'due',
            label: t('contract.due'),
            value:
              award.contractDueAt === null || isPublished ? null : (
                <DateTime at={award.contractDueAt} precision="minute" hasZone />
              ),
          },
          {
            key: 'signatures',
            label: t('contract.signatures'),
            value: award.contract === null ? null : <Signatures award={award} signedAs={award.contract.signedAs} />,
          },
          {
            key: 'filed',
            label: t('result.filedAt'),
            value: award.contractFiledAt === null ? null : <DateTime at={award.contractFiledAt} precision="minute" />,
          },
          {
            key: 'digest',
            label: t('contract.digest'),
            value: award.contract === null ? null : <DigestChip digest={award.contract.sha256} />,
          },
        ]}
      />
      {contract.isLoading && <PageLoading what={t('contract.loading')} />}
      {contract.isError && <ContractProblem error={contract.error} onRetry={() => void contract.refetch()} />}
      {contract.data !== undefined && <ContractBody contract={contract.data} award={award} tender={tender} />}
      {isPublished && (
        <p className="row flow g16 t14 no-print">
          <a className="row" href={`/api/awards/${award.tender}/${award.lot}/contract`} download={`${tender.code}-contract.json`}>
            <Icon name="download" /> {t('contract.json')}
          </a>
          {award.contractPdfSha256 !== null && (
            <a
              className="row"
              href={`/api/awards/${award.tender}/${award.lot}/contract.pdf`}
              download={`${tender.code}-contract.pdf`}
            >
              <Icon name="download" /> {t('contract.pdf')}
            </a>
          )}
        </p>
      )}
    </section>
  )
}

function Signatures({ award, signedAs }: { readonly award: Award; readonly signedAs: readonly ('tenderer' | 'winner')[] }) {
  const t = useWords(award)
  return (
    <ul className="row flow">
      {(['tenderer', 'winner'] as const).map((as) => (
        <li key={as}>
          <Tag tone={signedAs.includes(as) ? 'ok' : 'plain'} icon={signedAs.includes(as) ? 'check-circle' : 'clock'}>
            {t(`contract.as.${as}`)} {t(signedAs.includes(as) ? 'contract.signed' : 'contract.unsigned')}
          </Tag>
        </li>
      ))}
    </ul>
  )
}

/** The text could not be read, or is not the one the award names: then nothing may be signed. */
export function ContractProblem({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('awards')
  if (!(error instanceof ContractDiffers)) return <ProblemState error={error} onRetry={onRetry} />
  return (
    <StatusLine tone="bad" isUrgent head={t('contract.differs.head')}>
      {t('contract.differs.do')}
    </StatusLine>
  )
}

/** Bid and contract point by point, differences marked by sign and word, then the terms. */
export function ContractBody({
  contract,
  award,
  tender,
}: {
  readonly contract: ContractText
  readonly award: Award
  readonly tender: AwardTender
}) {
  const { t } = useTranslation('awards')
  const letter = useLetter(tender)
  const bid = award.candidates.find((candidate) => candidate.bid === award.winner?.bid)?.fields ?? {}
  const rows = comparePoints(contract, bid)
  const differing = rows.filter(({ isEqual }) => !isEqual).length
  return (
    <div className="stack-16 contract-body">
      <p className={`row t14 ${differing === 0 ? 'ok' : 'bad'}`}>
        <Icon name={differing === 0 ? 'check-circle' : 'cross-circle'} />
        {differing === 0 ? t('contract.same') : t('contract.differing', { count: differing })}
      </p>
      <div className="boxed">
        <Table
          label={t('contract.comparison')}
          rows={rows}
          keyOf={({ point }) => point}
          columns={[
            { key: 'point', title: t('contract.point'), isHead: true, cell: ({ point }) => letter.label(point) },
            {
              key: 'bid',
              title: t('contract.bid'),
              cell: ({ point, bid: said }) => (said === undefined ? t('contract.absent') : letter.value(point, said)),
            },
            {
              key: 'contract',
              title: t('contract.contract'),
              cell: ({ point, contract: said }) => (said === undefined ? t('contract.absent') : letter.value(point, said)),
            },
            {
              key: 'verdict',
              title: t('contract.verdict'),
              cell: ({ isEqual }) => (
                <Tag tone={isEqual ? 'ok' : 'bad'}>{t(isEqual ? 'contract.equal' : 'contract.unequal')}</Tag>
              ),
            },
          ]}
        />
      </div>
      <div className="stack-4">
        <h3 className="t14 b">{t('contract.terms')}</h3>
        <p className="pre">{contract.terms}</p>
        <p className="t12 ink3">
          {contract.tenderer.name} · {contract.winner.name} · <DateTime at={contract.draftedAt} />
        </p>
      </div>
    </div>
  )
}
