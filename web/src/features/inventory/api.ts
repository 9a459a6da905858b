/** Stock: lists that grow; changes under a key of their own, so that one sent twice counts once. */
import { api } from '@/api/base'
import type { AdjustmentBody, EnvelopeListLevelOut, LedgerRow, LevelRow, TransferBody } from '@/api/gen/inventory'
import { byCursor } from '@/lib/pages'

export interface Page<Row> {
  data: Row[]
  page: { next_cursor: string | null; limit: number }
}

export type Filter = Record<string, string | string[] | boolean | undefined>

interface Keyed<Body> {
  key: string
  body: Body
}

const changed = ['inventory', 'products'] as const

export const stockApi = api.enhanceEndpoints({ addTagTypes: ['inventory', 'products'] }).injectEndpoints({
  endpoints: (build) => ({
    levelRows: build.infiniteQuery<Page<LevelRow>, Filter, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/inventory/levels', params: { ...queryArg, limit: 60, cursor: pageParam } }),
      providesTags: ['inventory'],
    }),
    ledgerRows: build.infiniteQuery<Page<LedgerRow>, Filter, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/inventory/ledger', params: { ...queryArg, limit: 30, cursor: pageParam } }),
      providesTags: ['inventory'],
    }),
    changeStock: build.mutation<EnvelopeListLevelOut, Keyed<AdjustmentBody>>({
      query: ({ key, body }) => ({ url: '/api/v1/inventory/adjustments', method: 'POST', body, headers: { 'Idempotency-Key': key } }),
      invalidatesTags: [...changed],
    }),
    moveStock: build.mutation<EnvelopeListLevelOut, Keyed<TransferBody>>({
      query: ({ key, body }) => ({ url: '/api/v1/inventory/transfers', method: 'POST', body, headers: { 'Idempotency-Key': key } }),
      invalidatesTags: [...changed],
    }),
  }),
})

export const { useLevelRowsInfiniteQuery, useLedgerRowsInfiniteQuery, useChangeStockMutation, useMoveStockMutation } = stockApi
