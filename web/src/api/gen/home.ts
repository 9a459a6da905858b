// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["home"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      readHome: build.query<ReadHomeApiResponse, ReadHomeApiArg>({
        query: () => ({ url: `/api/v1/home` }),
        providesTags: ["home"],
      }),
      listSharedViews: build.query<
        ListSharedViewsApiResponse,
        ListSharedViewsApiArg
      >({
        query: () => ({ url: `/api/v1/home/views` }),
        providesTags: ["home"],
      }),
      shareView: build.mutation<ShareViewApiResponse, ShareViewApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/home/views`,
          method: "POST",
          body: queryArg.newViewBody,
        }),
        invalidatesTags: ["home"],
      }),
      removeSharedView: build.mutation<
        RemoveSharedViewApiResponse,
        RemoveSharedViewApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/home/views/${encodeURIComponent(String(queryArg.viewId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["home"],
      }),
      updateSharedView: build.mutation<
        UpdateSharedViewApiResponse,
        UpdateSharedViewApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/home/views/${encodeURIComponent(String(queryArg.viewId))}`,
          method: "PUT",
          body: queryArg.viewFields,
        }),
        invalidatesTags: ["home"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as homeApi };
export type ReadHomeApiResponse =
  /** status 200 Successful Response */ EnvelopeWorkOut;
export type ReadHomeApiArg = void;
export type ListSharedViewsApiResponse =
  /** status 200 Successful Response */ EnvelopeListViewOut;
export type ListSharedViewsApiArg = void;
export type ShareViewApiResponse =
  /** status 201 Successful Response */ EnvelopeViewOut;
export type ShareViewApiArg = {
  newViewBody: NewViewBody;
};
export type RemoveSharedViewApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RemoveSharedViewApiArg = {
  viewId: string;
};
export type UpdateSharedViewApiResponse =
  /** status 200 Successful Response */ EnvelopeViewOut;
export type UpdateSharedViewApiArg = {
  viewId: string;
  viewFields: ViewFields;
};
export type WorkOut = {
  /** Open ones: sync_failed, dead_letters, connection, credentials, low_stock. */
  alerts_by_kind: {
    [key: string]: number;
  } | null;
  alerts_by_severity: {
    [key: string]: number;
  } | null;
  alerts_open: number | null;
  /** Labels that are bought and parcels that have not left. */
  labels_to_hand_over: number | null;
  orders_on_hold: number | null;
  /** As `GET /orders?to_ship=true` lists them: open, paid or authorized, not wholly shipped. At most 10000. */
  orders_to_ship: number | null;
  /** Pending or open, and nothing is paid yet: `GET /orders?unpaid=true`. */
  orders_unpaid: number | null;
};
export type EnvelopeWorkOut = {
  data: WorkOut;
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
export type ViewOut = {
  area: "orders" | "products";
  columns: string[];
  id: string;
  name: string;
  query: string;
};
export type EnvelopeListViewOut = {
  data: ViewOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeViewOut = {
  data: ViewOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type NewViewBody = {
  /** The list that it is of. */
  area: "orders" | "products";
  /** By name; none: as usual. */
  columns?: string[];
  name: string;
  /** Filters and order as in its address. */
  query: string;
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ViewFields = {
  /** By name; none: as usual. */
  columns?: string[];
  name: string;
  /** Filters and order as in its address. */
  query: string;
};
export const {
  useReadHomeQuery,
  useListSharedViewsQuery,
  useShareViewMutation,
  useRemoveSharedViewMutation,
  useUpdateSharedViewMutation,
} = injectedRtkApi;
