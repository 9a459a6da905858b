/** Filters, sort, paging and choice live in the address: Back works, links can be sent. */
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export interface UrlState {
  get: (name: string) => string
  all: (name: string) => string[]
  /** Sets some names, removes those that are empty. Changing a filter also drops `cursor`. */
  set: (changes: Record<string, string | string[] | undefined>, options?: { replace?: boolean }) => void
}

export function useUrlState(): UrlState {
  const [params, setParams] = useSearchParams()
  const set = useCallback<UrlState['set']>(
    (changes, options) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          if (!('cursor' in changes)) next.delete('cursor')
          for (const [name, value] of Object.entries(changes)) {
            next.delete(name)
            for (const each of Array.isArray(value) ? value : value ? [value] : []) next.append(name, each)
          }
          return next
        },
        { replace: options?.replace ?? false },
      )
    },
    [setParams],
  )
  return useMemo(() => ({ get: (name) => params.get(name) ?? '', all: (name) => params.getAll(name), set }), [params, set])
}

/** The stores that every list is narrowed to; empty means all. Kept in the address as `store`. */
export function useStoreScope(): string[] {
  const [params] = useSearchParams()
  const key = params.getAll('store').join(',')
  return useMemo(() => (key ? key.split(',') : []), [key])
}

/** An address that keeps the store scope. */
export function useScoped(): (to: string) => string {
  const scope = useStoreScope()
  return useCallback(
    (to) => {
      if (!scope.length) return to
      const [path, query = ''] = to.split('?')
      const params = new URLSearchParams(query)
      if (!params.has('store')) for (const id of scope) params.append('store', id)
      return `${path}?${params}`
    },
    [scope],
  )
}
