import './ui/styles/tokens.css'
import './ui/styles/base.css'
import './ui/styles/components.css'
import './ui/styles/kit.css'
import './ui/styles/care.css'
import './ui/styles/print.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startSession } from './features/identity/start-session.ts'
import { startTexts } from './i18n/i18n.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
if (isSecureContext) {
  await startTexts()
  startSession()
  createRoot(root).render(<App />)
} else {
  // Plain http away from localhost: the browser has no WebCrypto and no file system there; nothing of this would work.
  const { InsecurePage } = await import('./app/insecure-page.tsx')
  createRoot(root).render(<InsecurePage />)
}
