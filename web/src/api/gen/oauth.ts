// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["oauth"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      getJwks: build.query<GetJwksApiResponse, GetJwksApiArg>({
        query: () => ({ url: `/.well-known/jwks.json` }),
        providesTags: ["oauth"],
      }),
      getOauthMetadata: build.query<
        GetOauthMetadataApiResponse,
        GetOauthMetadataApiArg
      >({
        query: () => ({ url: `/.well-known/oauth-authorization-server` }),
        providesTags: ["oauth"],
      }),
      lookAtAuthorisation: build.query<
        LookAtAuthorisationApiResponse,
        LookAtAuthorisationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/authorize`,
          params: {
            client_id: queryArg.clientId,
            redirect_uri: queryArg.redirectUri,
            response_type: queryArg.responseType,
            scope: queryArg.scope,
            state: queryArg.state,
            code_challenge: queryArg.codeChallenge,
            code_challenge_method: queryArg.codeChallengeMethod,
          },
        }),
        providesTags: ["oauth"],
      }),
      decideAuthorisation: build.mutation<
        DecideAuthorisationApiResponse,
        DecideAuthorisationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/authorize`,
          method: "POST",
          body: queryArg.decisionBody,
        }),
        invalidatesTags: ["oauth"],
      }),
      listOauthClients: build.query<
        ListOauthClientsApiResponse,
        ListOauthClientsApiArg
      >({
        query: () => ({ url: `/api/v1/oauth/clients` }),
        providesTags: ["oauth"],
      }),
      createOauthClient: build.mutation<
        CreateOauthClientApiResponse,
        CreateOauthClientApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/clients`,
          method: "POST",
          body: queryArg.clientBody,
        }),
        invalidatesTags: ["oauth"],
      }),
      revokeOauthClient: build.mutation<
        RevokeOauthClientApiResponse,
        RevokeOauthClientApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/clients/${encodeURIComponent(String(queryArg.clientId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["oauth"],
      }),
      updateOauthClient: build.mutation<
        UpdateOauthClientApiResponse,
        UpdateOauthClientApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/clients/${encodeURIComponent(String(queryArg.clientId))}`,
          method: "PUT",
          body: queryArg.clientBody,
        }),
        invalidatesTags: ["oauth"],
      }),
      renewOauthClientSecret: build.mutation<
        RenewOauthClientSecretApiResponse,
        RenewOauthClientSecretApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/clients/${encodeURIComponent(String(queryArg.clientId))}/secret`,
          method: "POST",
        }),
        invalidatesTags: ["oauth"],
      }),
      listOauthGrants: build.query<
        ListOauthGrantsApiResponse,
        ListOauthGrantsApiArg
      >({
        query: () => ({ url: `/api/v1/oauth/grants` }),
        providesTags: ["oauth"],
      }),
      revokeOauthGrant: build.mutation<
        RevokeOauthGrantApiResponse,
        RevokeOauthGrantApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/grants/${encodeURIComponent(String(queryArg.grantId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["oauth"],
      }),
      introspectOauthToken: build.mutation<
        IntrospectOauthTokenApiResponse,
        IntrospectOauthTokenApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/introspect`,
          method: "POST",
          body: queryArg.body,
        }),
        invalidatesTags: ["oauth"],
      }),
      revokeOauthToken: build.mutation<
        RevokeOauthTokenApiResponse,
        RevokeOauthTokenApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/revoke`,
          method: "POST",
          body: queryArg.body,
        }),
        invalidatesTags: ["oauth"],
      }),
      listScopes: build.query<ListScopesApiResponse, ListScopesApiArg>({
        query: () => ({ url: `/api/v1/oauth/scopes` }),
        providesTags: ["oauth"],
      }),
      issueOauthToken: build.mutation<
        IssueOauthTokenApiResponse,
        IssueOauthTokenApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/oauth/token`,
          method: "POST",
          body: queryArg.body,
        }),
        invalidatesTags: ["oauth"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as oauthApi };
export type GetJwksApiResponse = /** status 200 Successful Response */ Jwks;
export type GetJwksApiArg = void;
export type GetOauthMetadataApiResponse =
  /** status 200 Successful Response */ ServerMetadata;
export type GetOauthMetadataApiArg = void;
export type LookAtAuthorisationApiResponse =
  /** status 200 Successful Response */ EnvelopeConsentOut;
export type LookAtAuthorisationApiArg = {
  clientId: string;
  redirectUri: string;
  responseType?: string;
  /** Permissions with spaces between them; all where empty. */
  scope?: string;
  state?: string;
  codeChallenge?: string;
  /** S256. */
  codeChallengeMethod?: string;
};
export type DecideAuthorisationApiResponse =
  /** status 200 Successful Response */ EnvelopeDecisionOut;
export type DecideAuthorisationApiArg = {
  decisionBody: DecisionBody;
};
export type ListOauthClientsApiResponse =
  /** status 200 Successful Response */ EnvelopeListClientOut;
export type ListOauthClientsApiArg = void;
export type CreateOauthClientApiResponse =
  /** status 201 Successful Response */ EnvelopeNewClientOut;
export type CreateOauthClientApiArg = {
  clientBody: ClientBody;
};
export type RevokeOauthClientApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RevokeOauthClientApiArg = {
  clientId: string;
};
export type UpdateOauthClientApiResponse =
  /** status 200 Successful Response */ EnvelopeClientOut;
export type UpdateOauthClientApiArg = {
  clientId: string;
  clientBody: ClientBody;
};
export type RenewOauthClientSecretApiResponse =
  /** status 200 Successful Response */ EnvelopeSecretOut;
export type RenewOauthClientSecretApiArg = {
  clientId: string;
};
export type ListOauthGrantsApiResponse =
  /** status 200 Successful Response */ EnvelopeListGrantOut;
export type ListOauthGrantsApiArg = void;
export type RevokeOauthGrantApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RevokeOauthGrantApiArg = {
  grantId: string;
};
export type IntrospectOauthTokenApiResponse =
  /** status 200 Successful Response */ IntrospectionOut;
export type IntrospectOauthTokenApiArg = {
  body: {
    /** Or by HTTP Basic. */
    client_id?: string;
    /** Of a confidential client; or by HTTP Basic. */
    client_secret?: string;
    /** Refresh or access token of the same client. */
    token: string;
  };
};
export type RevokeOauthTokenApiResponse =
  /** status 200 Successful Response */ any;
export type RevokeOauthTokenApiArg = {
  body: {
    /** Or by HTTP Basic. */
    client_id?: string;
    /** Of a confidential client; or by HTTP Basic. */
    client_secret?: string;
    /** Refresh or access token. */
    token: string;
  };
};
export type ListScopesApiResponse =
  /** status 200 Successful Response */ EnvelopeListScopeOut;
export type ListScopesApiArg = void;
export type IssueOauthTokenApiResponse =
  /** status 200 Successful Response */ TokenOut;
export type IssueOauthTokenApiArg = {
  body: {
    /** Or by HTTP Basic. */
    client_id?: string;
    /** Of a confidential client; or by HTTP Basic. */
    client_secret?: string;
    /** Of the authorisation. */
    code?: string;
    /** Of PKCE. */
    code_verifier?: string;
    /** authorization_code, refresh_token or client_credentials. */
    grant_type: string;
    /** The one that the code was sent to. */
    redirect_uri?: string;
    /** Good once. */
    refresh_token?: string;
    /** Less than was allowed. */
    scope?: string;
  };
};
export type Jwk = {
  alg: string;
  crv: string;
  kid: string;
  kty: string;
  use: string;
  x: string;
  y: string;
};
export type Jwks = {
  keys: Jwk[];
};
export type ServerMetadata = {
  authorization_endpoint: string;
  authorization_response_iss_parameter_supported?: boolean;
  code_challenge_methods_supported?: string[];
  grant_types_supported?: string[];
  introspection_endpoint: string;
  introspection_endpoint_auth_methods_supported?: string[];
  issuer: string;
  jwks_uri: string;
  response_modes_supported?: string[];
  response_types_supported?: string[];
  revocation_endpoint: string;
  revocation_endpoint_auth_methods_supported?: string[];
  scopes_supported: string[];
  token_endpoint: string;
  token_endpoint_auth_methods_supported?: string[];
};
export type ScopeOut = {
  meaning: string;
  name: string;
};
export type ConsentOut = {
  /** What it asks for and your role does not have. */
  beyond: ScopeOut[];
  client_id: string;
  client_name: string;
  organisation: string;
  /** Set where the request is wrong: go there, there is nothing to decide. */
  redirect_to: string | null;
  redirect_uri: string;
  /** What it would get. */
  scopes: ScopeOut[];
};
export type EnvelopeConsentOut = {
  data: ConsentOut;
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
export type DecisionOut = {
  /** Where the browser is to go. */
  redirect_to: string;
};
export type EnvelopeDecisionOut = {
  data: DecisionOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type DecisionBody = {
  approve: boolean;
  client_id: string;
  code_challenge?: string;
  /** S256. */
  code_challenge_method?: string;
  redirect_uri: string;
  response_type?: string;
  /** Permissions with spaces between them; all where empty. */
  scope?: string;
  state?: string;
};
export type ClientOut = {
  client_credentials: boolean;
  created_at: string;
  created_by: string;
  /** The `client_id`. */
  id: string;
  /** confidential or public. */
  kind: string;
  last_used_at: string | null;
  name: string;
  redirect_uris: string[];
  scopes: string[];
};
export type EnvelopeListClientOut = {
  data: ClientOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type NewClientOut = {
  client_credentials: boolean;
  /** Shown this once; null for a public program. */
  client_secret: string | null;
  created_at: string;
  created_by: string;
  /** The `client_id`. */
  id: string;
  /** confidential or public. */
  kind: string;
  last_used_at: string | null;
  name: string;
  redirect_uris: string[];
  scopes: string[];
};
export type EnvelopeNewClientOut = {
  data: NewClientOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ClientBody = {
  /** Whether it may act for itself, without a person. */
  client_credentials?: boolean;
  /** public: an app that can keep no secret, in a browser or on a phone. */
  kind?: "confidential" | "public";
  name: string;
  /** Compared letter by letter. */
  redirect_uris?: string[];
  /** Permissions. */
  scopes: string[];
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeClientOut = {
  data: ClientOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type SecretOut = {
  /** Shown this once. */
  client_secret: string;
};
export type EnvelopeSecretOut = {
  data: SecretOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type GrantOut = {
  client_id: string;
  client_name: string;
  /** When you allowed it. */
  created_at: string;
  /** Moves with each use. */
  expires_at: string;
  id: string;
  last_used_at: string | null;
  scopes: string[];
};
export type EnvelopeListGrantOut = {
  data: GrantOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type IntrospectionOut = {
  active: boolean;
  aud?: string | null;
  client_id?: string | null;
  exp?: number | null;
  iat?: number | null;
  iss?: string | null;
  jti?: string | null;
  scope?: string | null;
  sub?: string | null;
  token_type?: string | null;
  username?: string | null;
};
export type OAuthErrorOut = {
  error: string;
  error_description: string;
};
export type EnvelopeListScopeOut = {
  data: ScopeOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type TokenOut = {
  access_token: string;
  /** Seconds. */
  expires_in: number;
  refresh_token?: string | null;
  scope: string;
  token_type?: string;
};
export const {
  useGetJwksQuery,
  useGetOauthMetadataQuery,
  useLookAtAuthorisationQuery,
  useDecideAuthorisationMutation,
  useListOauthClientsQuery,
  useCreateOauthClientMutation,
  useRevokeOauthClientMutation,
  useUpdateOauthClientMutation,
  useRenewOauthClientSecretMutation,
  useListOauthGrantsQuery,
  useRevokeOauthGrantMutation,
  useIntrospectOauthTokenMutation,
  useRevokeOauthTokenMutation,
  useListScopesQuery,
  useIssueOauthTokenMutation,
} = injectedRtkApi;
