/** Connections that were begun: the draft is on the server, its id among the user's own settings, so that it is found again
 *  on any machine. What was typed into secret fields is kept in memory only, until the store is connected or the page closed. */
import { useCallback } from 'react'

import type { DraftOut, PlatformOut } from '@/api/gen/stores'
import { useSetting } from '@/app/session'

export interface OpenDraft {
  id: string
  vendor: string
  at: string
}

const MOST = 8

export function useOpenDrafts() {
  const [drafts, setDrafts, known] = useSetting<OpenDraft[]>('connect.drafts', [])
  const remember = useCallback(
    (draft: { id: string; vendor: string }) =>
      setDrafts([{ id: draft.id, vendor: draft.vendor, at: new Date().toISOString() }, ...drafts.filter((each) => each.id !== draft.id)].slice(0, MOST)),
    [drafts, setDrafts],
  )
  const forget = useCallback((id: string) => setDrafts(drafts.filter((each) => each.id !== id)), [drafts, setDrafts])
  return { drafts, remember, forget, known }
}

const typed = new Map<string, Record<string, string>>()

export const keepTyped = (draftId: string, fields: Record<string, string>): void => void typed.set(draftId, fields)
export const typedBefore = (draftId: string): Record<string, string> => typed.get(draftId) ?? {}
export const forgetTyped = (draftId: string): void => void typed.delete(draftId)

export type Step = 'platform' | 'credentials' | 'test' | 'locations' | 'preview' | 'import'

/** Which steps a draft may be at, by what it has behind it. */
export function reached(draft: DraftOut): Step[] {
  if (draft.step === 'finished') return draft.reconnects ? [] : ['locations', 'preview', 'import']
  const steps: Step[] = ['credentials']
  if (draft.report || draft.granted || Object.keys(draft.masks).length) steps.push('test')
  return steps
}

/** Where the merchant goes on. */
export function resumeAt(draft: DraftOut): string {
  const base = `/stores/connect/${draft.id}`
  if (draft.step === 'finished') return draft.reconnects || !draft.store_id ? `/stores/${draft.store_id ?? ''}` : `${base}/locations`
  if (draft.step === 'tested' || draft.granted) return `${base}/test`
  return `${base}/credentials`
}

export const methodOf = (platform: PlatformOut | undefined, slug: string) => platform?.auth.find((method) => method.slug === slug)

/** Sign-ins that go through the vendor's own page. */
export const leaves = (kind: string | undefined): boolean => kind === 'oauth' || kind === 'callback'
