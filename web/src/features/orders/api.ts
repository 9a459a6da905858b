/** Orders and shipments: lists that grow, counts, changes to many; and what of other contexts a change makes stale. */
import { api } from '@/api/base'
import { type EnvelopeQuotesOut, type EnvelopeShipmentOut, type PlanBody, type ShipmentOut, fulfilmentApi } from '@/api/gen/fulfilment'
import {
  type CancelAction,
  type EnvelopeBulkOut,
  type EnvelopeFacetsOut,
  type NoteAction,
  type OrderRow,
  type StatusAction,
  type TagAction,
  type TimelineRow,
  ordersApi,
} from '@/api/gen/orders'
import { byCursor } from '@/lib/pages'

export interface Page<Row> {
  data: Row[]
  page: { next_cursor: string | null; limit: number }
}

/** Names and values as the query string of the API takes them. */
export type Filter = Record<string, string | string[] | boolean | undefined>

/** A change of many orders, without the orders. */
type Bare<T> = T extends unknown ? Omit<T, 'ids' | 'filter' | 'cursor'> : never
export type BulkAction = Bare<TagAction | NoteAction | StatusAction | CancelAction>

/** Either these orders, or all that a filter finds: 200 a call. */
export type Which = { ids: string[] } | { filter: Filter; cursor?: string }

/** Lists longer than this are not read again by themselves: nothing jumps under somebody's hands. */
export const LIVE_PAGES = 3

ordersApi.enhanceEndpoints({
  addTagTypes: ['order-list', 'home'],
  endpoints: {
    changeOrderStatus: { invalidatesTags: ['orders', 'order-list', 'home'] as never },
    setOrderNote: { invalidatesTags: ['orders'] as never },
    setOrderTags: { invalidatesTags: ['orders', 'order-list'] as never },
    addOrderTags: { invalidatesTags: ['orders', 'order-list'] as never },
  },
})

fulfilmentApi.enhanceEndpoints({
  addTagTypes: ['orders', 'order-list', 'inventory', 'home'],
  endpoints: Object.fromEntries(
    ['fulfillOrder', 'fulfillOrders', 'shipOrder', 'createShipment', 'buyLabel', 'cancelShipment', 'shipShipment', 'voidShipment'].map((name) => [
      name,
      { invalidatesTags: ['fulfilment', 'orders', 'order-list', 'inventory', 'home'] },
    ]),
  ) as never,
})

export const orderListApi = api.enhanceEndpoints({ addTagTypes: ['orders', 'order-list', 'fulfilment'] }).injectEndpoints({
  endpoints: (build) => ({
    orderRows: build.infiniteQuery<Page<OrderRow>, Filter, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/orders', params: { ...queryArg, limit: 60, cursor: pageParam } }),
      providesTags: (found) => (found && found.pages.length > LIVE_PAGES ? ['order-list'] : ['orders', 'order-list']),
    }),
    orderCounts: build.query<EnvelopeFacetsOut, Filter>({
      query: (filter) => ({ url: '/api/v1/orders/facets', params: filter }),
      providesTags: ['orders'],
    }),
    changeMany: build.mutation<EnvelopeBulkOut, BulkAction & Which>({
      query: (body) => ({ url: '/api/v1/orders/bulk', method: 'POST', body }),
      invalidatesTags: ['orders', 'order-list'],
    }),
    orderStory: build.infiniteQuery<Page<TimelineRow>, string, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: `/api/v1/orders/${encodeURIComponent(queryArg)}/timeline`, params: { limit: 50, cursor: pageParam } }),
      providesTags: ['orders'],
    }),
    /** A draft under a key of its own: sent twice, planned once. */
    planShipment: build.mutation<EnvelopeShipmentOut, { orderId: string; key: string; body: PlanBody }>({
      query: ({ orderId, key, body }) => ({
        url: `/api/v1/orders/${encodeURIComponent(orderId)}/shipments`,
        method: 'POST',
        body,
        headers: { 'Idempotency-Key': key },
      }),
      invalidatesTags: ['fulfilment'],
    }),
    /** What every connected carrier asks; asked for again when somebody wants to know anew. */
    shipmentQuotes: build.query<EnvelopeQuotesOut, string>({
      query: (id) => ({ url: `/api/v1/shipments/${encodeURIComponent(id)}/rates`, method: 'POST', body: {} }),
      keepUnusedDataFor: 30,
    }),
    shipmentRows: build.infiniteQuery<Page<ShipmentOut>, Filter, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/shipments', params: { ...queryArg, limit: 60, cursor: pageParam } }),
      providesTags: ['fulfilment'],
    }),
  }),
})

export const {
  useOrderRowsInfiniteQuery,
  useOrderCountsQuery,
  useOrderStoryInfiniteQuery,
  useShipmentRowsInfiniteQuery,
  useChangeManyMutation,
  usePlanShipmentMutation,
  useShipmentQuotesQuery,
} = orderListApi
