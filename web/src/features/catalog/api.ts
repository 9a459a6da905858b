/** Products: lists that grow, and what of other contexts a change makes stale. */
import { api } from '@/api/base'
import { type ListingOut, type ProductRow, catalogApi } from '@/api/gen/catalog'
import { byCursor } from '@/lib/pages'

export interface Page<Row> {
  data: Row[]
  page: { next_cursor: string | null; limit: number }
}

/** Names and values as the query string of the API takes them. */
export type Filter = Record<string, string | string[] | boolean | undefined>

/** Lists longer than this are not read again by themselves: nothing jumps under somebody's hands. */
const LIVE_PAGES = 3

const stale = { invalidatesTags: ['products', 'product-list', 'listings', 'inventory'] }

catalogApi.enhanceEndpoints({
  addTagTypes: ['product-list', 'inventory'],
  endpoints: Object.fromEntries(
    ['createProduct', 'createStoreProduct', 'updateProduct', 'deleteProduct', 'restoreProduct', 'listProductInStore', 'linkListingVariant', 'unlinkListingVariant'].map((name) => [name, stale]),
  ) as never,
})

export const productLists = api.enhanceEndpoints({ addTagTypes: ['products', 'product-list', 'listings'] }).injectEndpoints({
  endpoints: (build) => ({
    productRows: build.infiniteQuery<Page<ProductRow>, Filter, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/products', params: { ...queryArg, limit: 60, cursor: pageParam } }),
      providesTags: (found) => (found && found.pages.length > LIVE_PAGES ? ['product-list'] : ['products', 'product-list']),
    }),
    listingRows: build.infiniteQuery<Page<ListingOut>, string, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/listings', params: { state: queryArg, limit: 30, cursor: pageParam } }),
      providesTags: ['listings'],
    }),
  }),
})

export const { useProductRowsInfiniteQuery, useListingRowsInfiniteQuery } = productLists
