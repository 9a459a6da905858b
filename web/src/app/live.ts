/** One stream per session feeds the cache; without it the cache is asked again every 20 s. */
import { useEffect } from 'react'

import { api, renew } from '@/api/base'

import { setLive, useAppDispatch } from './store'

/** Which cached answers an announcement makes stale. */
const stale: Record<string, string[]> = {
  order: ['orders', 'analytics', 'home'],
  orders: ['orders', 'analytics', 'home'],
  products: ['products', 'listings'],
  stock: ['inventory'],
  shipment: ['fulfilment', 'orders', 'home'],
  connection: ['stores', 'connections', 'analytics'],
  run: ['sync'],
  job: [],
  check: [],
  alert: ['alerts', 'home'],
}

type Listener = (kind: string, data: Record<string, unknown>) => void
const listeners = new Set<Listener>()

/** Hear every announcement, for progress that needs no asking again. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const STREAM = '/api/v1/stream'
const POLL = 20_000
const GATHER = 600

export function useLive(): void {
  const dispatch = useAppDispatch()
  useEffect(() => {
    let source: EventSource | null = null
    let poll: ReturnType<typeof setInterval> | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    let gathering: ReturnType<typeof setTimeout> | undefined
    let tags = new Set<string>()
    let failures = 0
    let over = false

    const invalidate = (names: string[]) => {
      for (const name of names) tags.add(name)
      gathering ??= setTimeout(() => {
        gathering = undefined
        dispatch(api.util.invalidateTags([...tags] as never))
        tags = new Set()
      }, GATHER)
    }
    const everything = () => invalidate([...new Set(Object.values(stale).flat())])
    const hear = (event: MessageEvent<string>) => {
      const kind = event.type
      let data: Record<string, unknown> = {}
      try {
        data = JSON.parse(event.data) as Record<string, unknown>
      } catch {
        return
      }
      for (const listener of listeners) listener(kind, data)
      invalidate(stale[kind] ?? [])
    }
    const open = () => {
      if (over) return
      source = new EventSource(STREAM)
      for (const kind of Object.keys(stale)) source.addEventListener(kind, hear)
      source.onopen = () => {
        if (failures) everything() // what was missed
        failures = 0
        clearInterval(poll)
        poll = undefined
        dispatch(setLive('live'))
      }
      source.onerror = () => {
        failures += 1
        poll ??= setInterval(everything, POLL)
        dispatch(setLive('polling'))
        if (source?.readyState !== EventSource.CLOSED) return // the browser tries again by itself
        again = setTimeout(() => void renew().then(open), Math.min(30_000, 1000 * 2 ** failures))
      }
    }
    open()
    return () => {
      over = true
      source?.close()
      clearInterval(poll)
      clearTimeout(again)
      clearTimeout(gathering)
    }
  }, [dispatch])
}
