import { useCallback, useMemo, useState } from 'react'

import type { Selection } from './table'

/** Which rows are chosen, by id; survives paging, ends with the screen. */
export function useSelection(): Selection & { clear: () => void; count: number } {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback((id: string) => {
    setIds((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const setAll = useCallback((all: string[], on: boolean) => {
    setIds((before) => {
      const next = new Set(before)
      for (const id of all) {
        if (on) next.add(id)
        else next.delete(id)
      }
      return next
    })
  }, [])
  const clear = useCallback(() => setIds(new Set()), [])
  return useMemo(() => ({ ids, toggle, setAll, clear, count: ids.size }), [ids, toggle, setAll, clear])
}
