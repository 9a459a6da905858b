// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["search"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      searchEverything: build.query<
        SearchEverythingApiResponse,
        SearchEverythingApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/search`,
          params: {
            q: queryArg.q,
          },
        }),
        providesTags: ["search"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as searchApi };
export type SearchEverythingApiResponse =
  /** status 200 Successful Response */ EnvelopeFoundOut;
export type SearchEverythingApiArg = {
  /** Part of a number, buyer, title, SKU or name. */
  q: string;
};
export type HitOut = {
  id: string;
  /** The picture through this server, for browsers; null where there is none. */
  image_path: string | null;
  image_url: string | null;
  kind: "order" | "product" | "store";
  /** Null for products. */
  store_id: string | null;
  /** Buyer and store, SKU, or domain. */
  subtitle: string;
  /** Number of an order, title of a product, name of a store. */
  title: string;
};
export type FoundOut = {
  orders: HitOut[];
  products: HitOut[];
  /** The kinds that your role may read. */
  searched: ("order" | "product" | "store")[];
  stores: HitOut[];
};
export type EnvelopeFoundOut = {
  data: FoundOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ErrorBody = {
  code: string;
  details: {
    [key: string]: any;
  };
  message: string;
};
export type ErrorEnvelope = {
  error: ErrorBody;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const { useSearchEverythingQuery } = injectedRtkApi;
