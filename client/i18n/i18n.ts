import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, preferences } from '../platform/preferences.ts'

const files = import.meta.glob<{ default: Record<string, unknown> }>(['./zh-CN/*.json', './en/*.json'])

/** Texts come by language and feature when a page first uses them: `useTranslation('opening')` loads `zh-CN/opening.json`. */
const byFeature: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.json`]
    if (load === undefined) return done(new Error(`no texts ${language}/${namespace}`), null)
    load().then(
      (texts) => done(null, texts.default),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  },
}

/** Starts the texts in the language preferred, and follows it. Plurals are CLDR's, by Intl.PluralRules (`key_one`, `key_other`). */
export async function startTexts(): Promise<void> {
  await i18next
    .use(byFeature)
    .use(initReactI18next)
    .init({
      lng: preferences.get().language,
      supportedLngs: ['zh-CN', 'en'] satisfies Language[],
      fallbackLng: false,
      load: 'currentOnly',
      ns: ['common'],
      defaultNS: 'common',
      // React escapes.
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    })
  const show = () => {
    const { language, isCareMode } = preferences.get()
    document.documentElement.lang = language
    document.documentElement.dataset['care'] = String(isCareMode)
    if (i18next.language !== language) void i18next.changeLanguage(language)
  }
  show()
  preferences.subscribe(show)
}
