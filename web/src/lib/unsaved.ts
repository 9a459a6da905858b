/** Forms with edits that nobody saved yet: leaving their page asks first (`app/leave.tsx`), closing the window too. */
import { useCallback, useEffect, useRef } from 'react'
import type { Location } from 'react-router'

type Place = Pick<Location, 'pathname' | 'search'>

const forms = new Map<object, { search: boolean }>()

/**
 * Call it in every form that one fills in for a while. `search`: a change of the address's query leaves the form, too.
 * Returns what lets go, for forms that lead on when they are saved: call it before navigating.
 */
export function useUnsaved(dirty: boolean, { search = false } = {}): () => void {
  const form = useRef({})
  useEffect(() => {
    if (!dirty) return
    const key = form.current
    const ask = (event: BeforeUnloadEvent) => {
      if (forms.has(key)) event.preventDefault()
    }
    forms.set(key, { search })
    window.addEventListener('beforeunload', ask)
    return () => {
      forms.delete(key)
      window.removeEventListener('beforeunload', ask)
    }
  }, [dirty, search])
  return useCallback(() => {
    forms.delete(form.current)
  }, [])
}

/** Whether a form would be lost on this way. Who has to sign in again is not kept from it. */
export function wouldLose(from: Place, to: Place): boolean {
  if (to.pathname === '/login') return false
  return [...forms.values()].some((each) => from.pathname !== to.pathname || (each.search && from.search !== to.search))
}
