/** One edit of one product: kept apart from what the server has, until it is saved or given up. */
import { useCallback, useEffect, useRef, useState } from 'react'

import { etagOf } from '@/api/base'
import { type EnvelopeProductOut, useGetProductQuery, useUpdateProductMutation } from '@/api/gen/catalog'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'

import { type Draft, type Path, changesOf, clashes, draftOf, merged, patchOf, placed, problemsOf } from '../draft'

interface State {
  draft: Draft
  etag: string
}

const stateOf = (answer: EnvelopeProductOut): State => ({ draft: draftOf(answer.data), etag: etagOf(answer) ?? `"${answer.data.version}"` })

export function useDraft(answer: EnvelopeProductOut) {
  const productId = answer.data.id
  const [base, setBase] = useState<State>(() => stateOf(answer))
  const [draft, setDraft] = useState<Draft>(base.draft)
  const [theirs, setTheirs] = useState<State | null>(null)
  const [wrong, setWrong] = useState<Record<Path, string>>({})
  const { refetch } = useGetProductQuery({ productId })
  const [update, { isLoading, error, reset }] = useUpdateProductMutation()
  const changes = changesOf(base.draft, draft)
  const dirty = changes.length > 0
  const letGo = useUnsaved(dirty)
  const untouched = useRef(!dirty)
  untouched.current = !dirty

  // what comes in is shown at once, unless somebody is typing: then saving tells
  useEffect(() => {
    const fresh = stateOf(answer)
    setBase((before) => {
      if (before.etag !== fresh.etag && !untouched.current) return before
      if (untouched.current) setDraft(fresh.draft)
      return untouched.current ? fresh : before
    })
  }, [answer])

  const set = useCallback((part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), [])
  const start = (next: State) => {
    setBase(next)
    setDraft(next.draft)
  }

  const save = async (): Promise<boolean> => {
    const found = problemsOf(draft)
    setWrong(found)
    if (Object.keys(found).length) return false
    const done = await update({ productId, 'If-Match': base.etag, productPatch: patchOf(base.draft, draft) })
    if ('error' in done) return false
    start({ draft: draftOf(done.data.data), etag: etagOf(done.data) ?? `"${done.data.data.version}"` })
    return true
  }
  const look = async () => {
    const fresh = await refetch()
    if (!fresh.data) return
    const now = stateOf(fresh.data)
    if (clashes(base.draft, draft, now.draft).length) return setTheirs(now)
    setDraft(merged(base.draft, draft, now.draft))
    setBase(now)
    reset()
  }
  const settle = (next: Draft) => {
    if (theirs) setBase(theirs)
    setDraft(next)
    setTheirs(null)
    reset()
  }
  const stale = problem(error).status === 412
  return {
    base: base.draft,
    draft,
    set,
    setDraft,
    changes,
    dirty,
    letGo,
    errors: { ...(error && !stale ? placed(problem(error).fields, draft) : {}), ...wrong },
    error: stale ? undefined : error,
    stale,
    theirs: theirs?.draft,
    saving: isLoading,
    save,
    look,
    settle,
    giveUp: () => {
      setDraft(base.draft)
      setWrong({})
      setTheirs(null)
      reset()
    },
  }
}

export type Editing = ReturnType<typeof useDraft>
