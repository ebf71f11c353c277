import type { listArchives } from '#shared/contracts/archive.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'

/** A bag of a tender, as the platform lists it. */
export type Bag = ResultOf<typeof listArchives>['bags'][number]

/** What lies in one folder of a bag, or beside the folders. */
export interface BagFolder {
  /** From the bag's folder: `data/04-开标`; empty for the files beside `data`. */
  readonly path: string
  /** Two digits that its name begins with, `tags` for the files beside `data`: the key of what it holds. */
  readonly key: string
  readonly count: number
  /** Bytes. */
  readonly size: number
}

/** The manifest over the manifests: its digest stands for the whole bag, and is on the ledger (`archive.written`). */
export const SEAL_PATH = 'tagmanifest-sha512.txt'

/** What a bag brings to be checked by. Bags written before it was kept have none, and leave the folder to whoever checks. */
const TRUST_FOLDER = 'data/12-证书'

/** Causes after which more is to come: what is public at the opening, without bids, report and contract. */
const interimCauses: ReadonlySet<string> = new Set(['opening.recorded', 'stage.price-recorded'])

/** Whether a later bag will hold more. */
export function isInterim({ cause }: Pick<Bag, 'cause'>): boolean {
  return interimCauses.has(cause)
}

/** The folders of a bag in the order of their numbers, the files beside them last. */
export function foldersOf({ files }: Pick<Bag, 'files'>): BagFolder[] {
  const folders = new Map<string, BagFolder>()
  for (const { path, size } of files) {
    const [top = '', name = ''] = path.split('/')
    const folder = top === 'data' ? `data/${name}` : ''
    const before = folders.get(folder)
    folders.set(folder, {
      path: folder,
      key: folder === '' ? 'tags' : name.slice(0, 2),
      count: (before?.count ?? 0) + 1,
      size: (before?.size ?? 0) + size,
    })
  }
  return [...folders.values()].sort((left, right) => left.key.localeCompare(right.key))
}

/** The commands that check a bag without the platform, in the order of docs/formats/archive.md; those for bundles that are in it only. */
export function commandsOf(
  bag: Pick<Bag, 'files' | 'zip'>,
  name: string,
): readonly { readonly key: string; readonly command: string }[] {
  const isTrustIn = bag.files.some(({ path }) => path.startsWith(TRUST_FOLDER))
  const trust = `--trust ${isTrustIn ? TRUST_FOLDER : 'trust'}`
  const has = (path: string) => bag.files.some((file) => file.path === path)
  const draw = bag.files.find(({ path }) => path.startsWith('data/05-'))
  const report = has('data/06-评标/report.json') ? '--report data/06-评标/report.json ' : ''
  return [
    ...(bag.zip === null ? [] : [{ key: 'zip', command: `sha256sum ${name}.zip` }]),
    { key: 'unpack', command: `unzip ${name}.zip && cd ${name}` },
    { key: 'seal', command: `sha256sum ${SEAL_PATH}` },
    { key: 'tags', command: `sha512sum -c ${SEAL_PATH}` },
    { key: 'files', command: 'sha512sum -c manifest-sha512.txt' },
    ...(has('data/04-开标/bundle.json')
      ? [{ key: 'opening', command: `kaibiao verify-opening --bundle data/04-开标/bundle.json ${trust}` }]
      : []),
    ...(draw === undefined ? [] : [{ key: 'draw', command: `kaibiao verify-draw --bundle ${draw.path} ${trust}` }]),
    ...(has('data/06-评标/committee-acts.json')
      ? [{ key: 'evaluation', command: `kaibiao verify-evaluation --bundle data/06-评标/committee-acts.json ${report}${trust}` }]
      : []),
  ]
}
