import { useTranslation } from 'react-i18next'
import { preferences, setPreferences } from '../platform/preferences.ts'
import { useStore } from '../platform/store.ts'

/** Changes between Chinese and English; each is named in itself. */
export function LanguageSwitch() {
  const { t } = useTranslation()
  const { language } = useStore(preferences)
  const isEnglish = language === 'en'
  return (
    <button
      type="button"
      className="plain-link"
      lang={isEnglish ? 'zh-CN' : 'en'}
      aria-label={t('frame.language')}
      onClick={() => setPreferences({ language: isEnglish ? 'zh-CN' : 'en' })}
    >
      {t('frame.otherLanguage')}
    </button>
  )
}

/** 关怀版: large type, high contrast, simpler layout. */
export function CareSwitch() {
  const { t } = useTranslation()
  const { isCareMode } = useStore(preferences)
  return (
    <button
      type="button"
      className="plain-link"
      aria-pressed={isCareMode}
      onClick={() => setPreferences({ isCareMode: !isCareMode })}
    >
      {t(isCareMode ? 'frame.careOff' : 'frame.care')}
    </button>
  )
}
