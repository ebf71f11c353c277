/** One entry as it lies in the browser: nothing in it can be read without the vault's key. */
export interface StoredEntry {
  /** The vault it belongs to. */
  readonly vault: string
  /** HMAC of its name, as hex. */
  readonly id: string
  /** Its name, encrypted. */
  readonly name: Uint8Array
  /** Its bytes, encrypted. */
  readonly value: Uint8Array
}

/** How a vault's key is kept: in a CMS envelope to a certificate, or under a passphrase. */
export interface StoredHeader {
  readonly vault: string
  readonly kind: 'certificate' | 'passphrase'
  readonly wrapped: Uint8Array
}

const DATABASE = 'kaibiao.vault'
const HEADERS = 'headers'
const ENTRIES = 'entries'

let opening: Promise<IDBDatabase> | undefined

/** The header of a vault, if there is one in this browser. */
export async function readHeader(vault: string): Promise<StoredHeader | undefined> {
  return request(await store(HEADERS, 'readonly'), (headers) => headers.get(vault) as IDBRequest<StoredHeader | undefined>)
}

/** Writes a header unless another page was first; returns the one that counts. */
export async function addHeader(header: StoredHeader): Promise<StoredHeader> {
  try {
    await request(await store(HEADERS, 'readwrite'), (headers) => headers.add(header))
    return header
  } catch (error) {
    const existing = await readHeader(header.vault)
    if (existing === undefined) throw error
    return existing
  }
}

/** One entry. */
export async function readEntry(vault: string, id: string): Promise<StoredEntry | undefined> {
  return request(await store(ENTRIES, 'readonly'), (entries) => entries.get([vault, id]) as IDBRequest<StoredEntry | undefined>)
}

/** Every entry of a vault. */
export async function readEntries(vault: string): Promise<StoredEntry[]> {
  const range = IDBKeyRange.bound([vault, ''], [vault, '\uffff'])
  return request(await store(ENTRIES, 'readonly'), (entries) => entries.getAll(range) as IDBRequest<StoredEntry[]>)
}

/** Writes an entry over the one of the same id. */
export async function writeEntry(entry: StoredEntry): Promise<void> {
  await request(await store(ENTRIES, 'readwrite'), (entries) => entries.put(entry))
}

/** Removes an entry, if it is there. */
export async function removeEntry(vault: string, id: string): Promise<void> {
  await request(await store(ENTRIES, 'readwrite'), (entries) => entries.delete([vault, id]))
}

async function store(name: string, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  opening ??= open()
  const database = await opening
  // `strict`: what is said to be kept is on the disk, not in a buffer of the browser.
  return database.transaction(name, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' }).objectStore(name)
}

/** Answers when the transaction is complete: for a write that is when it lies on the disk. */
function request<T>(objects: IDBObjectStore, ask: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = ask(objects)
    const { transaction } = objects
    const fail = () => reject(asked.error ?? transaction.error ?? new Error('the browser keeps nothing'))
    asked.onerror = fail
    transaction.onabort = fail
    transaction.oncomplete = () => resolve(asked.result)
  })
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(HEADERS, { keyPath: 'vault' })
      asked.result.createObjectStore(ENTRIES, { keyPath: ['vault', 'id'] })
    }
    asked.onsuccess = () => {
      const database = asked.result
      const forget = () => {
        opening = undefined
      }
      database.onclose = forget
      database.onversionchange = () => {
        database.close()
        forget()
      }
      resolve(database)
    }
    asked.onerror = () => {
      opening = undefined
      reject(asked.error ?? new Error('the browser keeps nothing'))
    }
  })
}
