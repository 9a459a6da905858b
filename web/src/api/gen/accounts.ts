// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["auth", "organisation", "users"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      login: build.mutation<LoginApiResponse, LoginApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/auth/login`,
          method: "POST",
          body: queryArg.loginBody,
        }),
        invalidatesTags: ["auth"],
      }),
      logout: build.mutation<LogoutApiResponse, LogoutApiArg>({
        query: () => ({ url: `/api/v1/auth/logout`, method: "POST" }),
        invalidatesTags: ["auth"],
      }),
      refresh: build.mutation<RefreshApiResponse, RefreshApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/auth/refresh`,
          method: "POST",
          body: queryArg.body,
        }),
        invalidatesTags: ["auth"],
      }),
      register: build.mutation<RegisterApiResponse, RegisterApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/auth/register`,
          method: "POST",
          body: queryArg.registerBody,
        }),
        invalidatesTags: ["auth"],
      }),
      switchOrganisation: build.mutation<
        SwitchOrganisationApiResponse,
        SwitchOrganisationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/switch`,
          method: "POST",
          body: queryArg.switchBody,
        }),
        invalidatesTags: ["auth"],
      }),
      getOrganisation: build.query<
        GetOrganisationApiResponse,
        GetOrganisationApiArg
      >({
        query: () => ({ url: `/api/v1/organisation` }),
        providesTags: ["organisation"],
      }),
      createOrganisation: build.mutation<
        CreateOrganisationApiResponse,
        CreateOrganisationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/organisation`,
          method: "POST",
          body: queryArg.newOrganisationBody,
        }),
        invalidatesTags: ["organisation"],
      }),
      updateOrganisation: build.mutation<
        UpdateOrganisationApiResponse,
        UpdateOrganisationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/organisation`,
          method: "PUT",
          body: queryArg.organisationBody,
        }),
        invalidatesTags: ["organisation"],
      }),
      changePassword: build.mutation<
        ChangePasswordApiResponse,
        ChangePasswordApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/password`,
          method: "PUT",
          body: queryArg.passwordBody,
        }),
        invalidatesTags: ["users"],
      }),
      getProfile: build.query<GetProfileApiResponse, GetProfileApiArg>({
        query: () => ({ url: `/api/v1/users/profile` }),
        providesTags: ["users"],
      }),
      updateProfile: build.mutation<
        UpdateProfileApiResponse,
        UpdateProfileApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/profile`,
          method: "PUT",
          body: queryArg.profileBody,
        }),
        invalidatesTags: ["users"],
      }),
      endOtherSessions: build.mutation<
        EndOtherSessionsApiResponse,
        EndOtherSessionsApiArg
      >({
        query: () => ({ url: `/api/v1/users/sessions`, method: "DELETE" }),
        invalidatesTags: ["users"],
      }),
      listSessions: build.query<ListSessionsApiResponse, ListSessionsApiArg>({
        query: () => ({ url: `/api/v1/users/sessions` }),
        providesTags: ["users"],
      }),
      endSession: build.mutation<EndSessionApiResponse, EndSessionApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/users/sessions/${encodeURIComponent(String(queryArg.sessionId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["users"],
      }),
      getSettings: build.query<GetSettingsApiResponse, GetSettingsApiArg>({
        query: () => ({ url: `/api/v1/users/settings` }),
        providesTags: ["users"],
      }),
      updateSettings: build.mutation<
        UpdateSettingsApiResponse,
        UpdateSettingsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/settings`,
          method: "PUT",
          body: queryArg.body,
        }),
        invalidatesTags: ["users"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as accountsApi };
export type LoginApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type LoginApiArg = {
  loginBody: LoginBodyWrite;
};
export type LogoutApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type LogoutApiArg = void;
export type RefreshApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type RefreshApiArg = {
  body: RefreshBodyWrite | null;
};
export type RegisterApiResponse =
  /** status 201 Successful Response */ EnvelopeSignedIn;
export type RegisterApiArg = {
  registerBody: RegisterBodyWrite;
};
export type SwitchOrganisationApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type SwitchOrganisationApiArg = {
  switchBody: SwitchBody;
};
export type GetOrganisationApiResponse =
  /** status 200 Successful Response */ EnvelopeOrganisationOut;
export type GetOrganisationApiArg = void;
export type CreateOrganisationApiResponse =
  /** status 201 Successful Response */ EnvelopeOrganisationOut;
export type CreateOrganisationApiArg = {
  newOrganisationBody: NewOrganisationBody;
};
export type UpdateOrganisationApiResponse =
  /** status 200 Successful Response */ EnvelopeOrganisationOut;
export type UpdateOrganisationApiArg = {
  organisationBody: OrganisationBody;
};
export type ChangePasswordApiResponse =
  /** status 200 Successful Response */ EnvelopeSessionsEndedOut;
export type ChangePasswordApiArg = {
  passwordBody: PasswordBodyWrite;
};
export type GetProfileApiResponse =
  /** status 200 Successful Response */ EnvelopeProfileOut;
export type GetProfileApiArg = void;
export type UpdateProfileApiResponse =
  /** status 200 Successful Response */ EnvelopeProfileOut;
export type UpdateProfileApiArg = {
  profileBody: ProfileBody;
};
export type EndOtherSessionsApiResponse =
  /** status 200 Successful Response */ EnvelopeSessionsEndedOut;
export type EndOtherSessionsApiArg = void;
export type ListSessionsApiResponse =
  /** status 200 Successful Response */ EnvelopeListSessionOut;
export type ListSessionsApiArg = void;
export type EndSessionApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type EndSessionApiArg = {
  sessionId: string;
};
export type GetSettingsApiResponse =
  /** status 200 Successful Response */ EnvelopeDictStrAny;
export type GetSettingsApiArg = void;
export type UpdateSettingsApiResponse =
  /** status 200 Successful Response */ EnvelopeDictStrAny;
export type UpdateSettingsApiArg = {
  body: {
    [key: string]: any;
  };
};
export type SignedIn = {
  access_token: string | null;
  /** Send it as X-CSRF-Token with each call that changes something; also in the cookie ksap_csrf. */
  csrf_token?: string | null;
  /** Seconds until the access token expires. */
  expires_in: number;
  org_id: string;
  refresh_expires_in: number;
  refresh_token: string | null;
  role: string;
  /** Bearer or Cookie. */
  token_type?: string;
  user_id: string;
};
export type EnvelopeSignedIn = {
  data: SignedIn;
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
export type LoginBody = {
  email: string;
  /** Which organisation to enter; the oldest membership if unset. */
  org_id?: string | null;
};
export type LoginBodyWrite = {
  email: string;
  /** Which organisation to enter; the oldest membership if unset. */
  org_id?: string | null;
  password: string;
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RefreshBody = {};
export type RefreshBodyWrite = {
  refresh_token: string;
};
export type BusinessFields = {
  country?: string;
  legal_name?: string;
  phone?: string;
  registration_number?: string;
  tax_number?: string;
  website?: string;
};
export type RegisterBody = {
  business?: BusinessFields;
  currency?: string;
  email: string;
  first_name?: string;
  last_name?: string;
  organisation: string;
  timezone?: string;
};
export type RegisterBodyWrite = {
  business?: BusinessFields;
  currency?: string;
  email: string;
  first_name?: string;
  last_name?: string;
  organisation: string;
  password: string;
  timezone?: string;
};
export type SwitchBody = {
  org_id: string;
};
export type OrganisationOut = {
  business: BusinessFields;
  currency: string;
  id: string;
  name: string;
  timezone: string;
};
export type EnvelopeOrganisationOut = {
  data: OrganisationOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type NewOrganisationBody = {
  business?: BusinessFields;
  currency?: string;
  name: string;
  timezone?: string;
};
export type OrganisationBody = {
  business?: BusinessFields | null;
  currency?: string | null;
  name?: string | null;
  timezone?: string | null;
};
export type SessionsEndedOut = {
  /** How many sessions were ended; this one goes on. */
  ended: number;
};
export type EnvelopeSessionsEndedOut = {
  data: SessionsEndedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type PasswordBody = {};
export type PasswordBodyWrite = {
  current_password: string;
  new_password: string;
};
export type MembershipOut = {
  org_id: string;
  org_name: string;
  role: string;
};
export type ProfileOut = {
  created_at: string;
  email: string;
  first_name: string;
  id: string;
  is_verified: boolean;
  last_login_at: string | null;
  last_name: string;
  org_id: string;
  org_name: string;
  organisations: MembershipOut[];
  permissions: string[];
  role: string;
};
export type EnvelopeProfileOut = {
  data: ProfileOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ProfileBody = {
  first_name?: string | null;
  last_name?: string | null;
};
export type SessionOut = {
  /** Where it was last refreshed from. */
  address: string;
  browser: string;
  created_at: string;
  /** The session of this very call. */
  current: boolean;
  device: string;
  expires_at: string;
  id: string;
  /** Moves with each refresh, some minutes apart. */
  last_seen_at: string;
  org_id: string;
  org_name: string;
  os: string;
};
export type EnvelopeListSessionOut = {
  data: SessionOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeDictStrAny = {
  data: {
    [key: string]: any;
  };
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useLoginMutation,
  useLogoutMutation,
  useRefreshMutation,
  useRegisterMutation,
  useSwitchOrganisationMutation,
  useGetOrganisationQuery,
  useCreateOrganisationMutation,
  useUpdateOrganisationMutation,
  useChangePasswordMutation,
  useGetProfileQuery,
  useUpdateProfileMutation,
  useEndOtherSessionsMutation,
  useListSessionsQuery,
  useEndSessionMutation,
  useGetSettingsQuery,
  useUpdateSettingsMutation,
} = injectedRtkApi;
