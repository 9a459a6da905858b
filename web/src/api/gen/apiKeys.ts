// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["api-keys"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listApiKeys: build.query<ListApiKeysApiResponse, ListApiKeysApiArg>({
        query: () => ({ url: `/api/v1/api-keys` }),
        providesTags: ["api-keys"],
      }),
      createApiKey: build.mutation<CreateApiKeyApiResponse, CreateApiKeyApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/api-keys`,
            method: "POST",
            body: queryArg.apiKeyBody,
          }),
          invalidatesTags: ["api-keys"],
        },
      ),
      revokeApiKey: build.mutation<RevokeApiKeyApiResponse, RevokeApiKeyApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/api-keys/${encodeURIComponent(String(queryArg.keyId))}`,
            method: "DELETE",
          }),
          invalidatesTags: ["api-keys"],
        },
      ),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as apiKeysApi };
export type ListApiKeysApiResponse =
  /** status 200 Successful Response */ EnvelopeListApiKeyOut;
export type ListApiKeysApiArg = void;
export type CreateApiKeyApiResponse =
  /** status 201 Successful Response */ EnvelopeNewApiKeyOut;
export type CreateApiKeyApiArg = {
  apiKeyBody: ApiKeyBody;
};
export type RevokeApiKeyApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RevokeApiKeyApiArg = {
  keyId: string;
};
export type ApiKeyOut = {
  created_at: string;
  created_by: string;
  expires_at: string | null;
  id: string;
  /** To the minute; null: never. */
  last_used_at: string | null;
  name: string;
  permissions: string[];
  /** How the key begins. */
  prefix: string;
  /** active or expired. */
  status: string;
  /** The stores that it works on; null: all. */
  store_ids: string[] | null;
};
export type EnvelopeListApiKeyOut = {
  data: ApiKeyOut[];
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
export type NewApiKeyOut = {
  created_at: string;
  created_by: string;
  expires_at: string | null;
  id: string;
  /** Shown this once. Send it as `Authorization: Bearer ksap_…`. */
  key: string;
  /** To the minute; null: never. */
  last_used_at: string | null;
  name: string;
  permissions: string[];
  /** How the key begins. */
  prefix: string;
  /** active or expired. */
  status: string;
  /** The stores that it works on; null: all. */
  store_ids: string[] | null;
};
export type EnvelopeNewApiKeyOut = {
  data: NewApiKeyOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ApiKeyBody = {
  /** null: it never expires. */
  expires_in_days?: number | null;
  name: string;
  permissions: string[];
  /** Limit to these stores of the organisation; null: all of them. */
  store_ids?: string[] | null;
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListApiKeysQuery,
  useCreateApiKeyMutation,
  useRevokeApiKeyMutation,
} = injectedRtkApi;
