import { createStore, type Store } from './store.ts'

/** The access token that the rooms of facts are joined with: set by the session, read by the socket once a page has one. */
export const liveToken: Store<string | undefined> = createStore<string | undefined>(undefined)
