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
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as homeApi };
export type ReadHomeApiResponse =
  /** status 200 Successful Response */ EnvelopeWorkOut;
export type ReadHomeApiArg = void;
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
export const { useReadHomeQuery } = injectedRtkApi;
