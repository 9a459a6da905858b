/** Stores and connections: the list of runs of a store, and what of other contexts a change makes stale. */
import { api } from '@/api/base'
import { storesApi } from '@/api/gen/stores'
import { type RunOut, syncApi } from '@/api/gen/sync'
import { byCursor } from '@/lib/pages'

const around = ['connections', 'stores', 'settings', 'home', 'analytics', 'alerts']

storesApi.enhanceEndpoints({
  addTagTypes: ['home', 'analytics', 'alerts', 'settings'],
  endpoints: Object.fromEntries(
    ['disconnectConnection', 'pauseConnection', 'resumeConnection', 'reconnectConnection', 'testConnection', 'repairWebhooks', 'connectCarrier', 'updateStore', 'deleteStore'].map(
      (name) => [name, { invalidatesTags: around }],
    ),
  ) as never,
})
storesApi.enhanceEndpoints({ endpoints: { finishDraft: { invalidatesTags: ['connect', ...around] as never } } })
syncApi.enhanceEndpoints({
  addTagTypes: ['stores', 'inventory'],
  endpoints: { setSyncPreferences: { invalidatesTags: ['sync', 'stores'] as never }, linkStoreLocation: { invalidatesTags: ['sync', 'inventory'] as never } },
})

interface Page<Row> {
  data: Row[]
  page: { next_cursor: string | null; limit: number }
}

export const storeRunsApi = api.enhanceEndpoints({ addTagTypes: ['sync'] }).injectEndpoints({
  endpoints: (build) => ({
    storeRuns: build.infiniteQuery<Page<RunOut>, { store_id: string; kind?: string }, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/sync/runs', params: { ...queryArg, limit: 20, cursor: pageParam } }),
      providesTags: ['sync'],
    }),
  }),
})

export const { useStoreRunsInfiniteQuery } = storeRunsApi
