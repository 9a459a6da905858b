import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** This address with one name set besides what it holds: for rows that open beside the list. */
export function useHref(name: string): (value: string) => string {
  const [params] = useSearchParams()
  return useCallback(
    (value) => {
      const next = new URLSearchParams(params)
      next.set(name, value)
      return `?${next}`
    },
    [params, name],
  )
}
