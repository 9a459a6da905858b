/** Views of a list: one's own, kept with the person, and those that the organisation shares. */
import { useState } from 'react'

import { type ViewOut, homeApi } from '@/api/gen/home'
import type { UrlState } from '@/lib/url-state'

import { useSetting } from './session'

export interface SavedView {
  id: string
  name: string
  /** Filters and order, as in the address. */
  query: string
  columns?: string[]
}

export interface View extends SavedView {
  shared: boolean
}

export type Area = ViewOut['area']

const none: SavedView[] = []

const tagged = homeApi.enhanceEndpoints({
  addTagTypes: ['views'],
  endpoints: {
    listSharedViews: { providesTags: ['views'] },
    shareView: { invalidatesTags: ['views'] },
    updateSharedView: { invalidatesTags: ['views'] },
    removeSharedView: { invalidatesTags: ['views'] },
  },
})
export const { useListSharedViewsQuery, useShareViewMutation, useUpdateSharedViewMutation, useRemoveSharedViewMutation } = tagged

export function useViews(area: Area, url: UrlState, standard: string[] = []) {
  const [own, setOwn] = useSetting<SavedView[]>(`${area}.views`, none)
  const [columns, setColumns] = useSetting<string[]>(`${area}.columns`, standard)
  const { data } = useListSharedViewsQuery()
  // Columns of a shared view are tried out by oneself until somebody updates it for all.
  const [tried, setTried] = useState<Record<string, string[]>>({})
  const views: View[] = [
    ...(data?.data ?? []).filter((view) => view.area === area).map((view) => ({ ...view, shared: true })),
    ...own.map((view) => ({ ...view, shared: false })),
  ]
  const current = views.find((view) => view.id === url.get('saved'))
  const kept = current?.columns?.length ? current.columns : columns
  const change = (next: string[]) => {
    if (!current) setColumns(next)
    else if (current.shared) setTried((before) => ({ ...before, [current.id]: next }))
    else setOwn(own.map((view) => (view.id === current.id ? { ...view, columns: next } : view)))
  }
  return {
    area,
    own,
    setOwn,
    views,
    current,
    columns: (current && tried[current.id]) ?? kept,
    setColumns: change,
    triedOut: Boolean(current && tried[current.id]),
    forget: () => setTried({}),
  }
}

export type Views = ReturnType<typeof useViews>
