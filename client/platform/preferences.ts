import { createStore, type Store } from './store.ts'

/** Languages of the interface; Chinese first. */
export type Language = 'zh-CN' | 'en'

/** What a person sets for itself; kept in this browser. */
export interface Preferences {
  readonly language: Language
  /** 关怀版: large type, high contrast, simpler layout (GB/T 37668). */
  readonly isCareMode: boolean
}

const KEY = 'kaibiao.preferences'

/** The preferences of this browser. A `?lang=en` in the address sets the language, so that a link can be given in one. */
export const preferences: Store<Preferences> = createStore(read(new URLSearchParams(location.search).get('lang')))

// What is chosen in one tab holds in all.
addEventListener('storage', ({ key }) => {
  if (key === KEY) preferences.set(read(null))
})

/** Changes some of the preferences and keeps them. */
export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change }
  preferences.set(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing still shows what was chosen until the page is left.
  }
}

function read(wanted: string | null): Preferences {
  let kept: Partial<Preferences> = {}
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>
  } catch {
    // Unreadable preferences are no preferences.
  }
  const language = wanted === 'en' || wanted === 'zh-CN' ? wanted : kept.language === 'en' ? 'en' : 'zh-CN'
  return { language, isCareMode: kept.isCareMode === true }
}
