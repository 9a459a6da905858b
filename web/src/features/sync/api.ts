/** Lists of synchronisation that grow while they are scrolled. */
import { api } from '@/api/base'
import type {
  ListConflictsApiArg,
  ListConflictsApiResponse,
  ListDeadLettersApiArg,
  ListDeadLettersApiResponse,
  ListStoreExchangesApiArg,
  ListStoreExchangesApiResponse,
  ListSyncItemsApiArg,
  ListSyncItemsApiResponse,
  ListSyncRunsApiArg,
  ListSyncRunsApiResponse,
} from '@/api/gen/sync'
import { byCursor } from '@/lib/pages'

type Cursor = string | undefined

export const syncLists = api.enhanceEndpoints({ addTagTypes: ['sync'] }).injectEndpoints({
  endpoints: (build) => ({
    runPages: build.infiniteQuery<ListSyncRunsApiResponse, ListSyncRunsApiArg, Cursor>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({
        url: '/api/v1/sync/runs',
        params: { store_id: queryArg.storeId, kind: queryArg.kind, state: queryArg.state, cursor: pageParam, limit: 50 },
      }),
      providesTags: ['sync'],
    }),
    itemPages: build.infiniteQuery<ListSyncItemsApiResponse, ListSyncItemsApiArg, Cursor>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({
        url: `/api/v1/sync/runs/${queryArg.runId}/items`,
        params: { outcome: queryArg.outcome, cursor: pageParam, limit: 100 },
      }),
      providesTags: ['sync'],
    }),
    letterPages: build.infiniteQuery<ListDeadLettersApiResponse, ListDeadLettersApiArg, Cursor>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({
        url: '/api/v1/sync/dead-letters',
        params: { store_id: queryArg.storeId, state: queryArg.state, cursor: pageParam, limit: 50 },
      }),
      providesTags: ['sync'],
    }),
    conflictPages: build.infiniteQuery<ListConflictsApiResponse, ListConflictsApiArg, Cursor>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({
        url: '/api/v1/sync/conflicts',
        params: { store_id: queryArg.storeId, state: queryArg.state, cursor: pageParam, limit: 50 },
      }),
      providesTags: ['sync'],
    }),
    exchangePages: build.infiniteQuery<ListStoreExchangesApiResponse, ListStoreExchangesApiArg, Cursor>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({
        url: `/api/v1/stores/${queryArg.storeId}/exchanges`,
        params: { cursor: pageParam, limit: 50 },
      }),
      providesTags: ['sync'],
    }),
  }),
})

export const { useRunPagesInfiniteQuery, useItemPagesInfiniteQuery, useLetterPagesInfiniteQuery, useConflictPagesInfiniteQuery, useExchangePagesInfiniteQuery } = syncLists
