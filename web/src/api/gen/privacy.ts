// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["privacy"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listConsents: build.query<ListConsentsApiResponse, ListConsentsApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/privacy/consents`,
          params: {
            email: queryArg.email,
          },
        }),
        providesTags: ["privacy"],
      }),
      recordConsent: build.mutation<
        RecordConsentApiResponse,
        RecordConsentApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/consents`,
          method: "POST",
          body: queryArg.consentBody,
        }),
        invalidatesTags: ["privacy"],
      }),
      readDataMap: build.query<ReadDataMapApiResponse, ReadDataMapApiArg>({
        query: () => ({ url: `/api/v1/privacy/data-map` }),
        providesTags: ["privacy"],
      }),
      listPrivacyRequests: build.query<
        ListPrivacyRequestsApiResponse,
        ListPrivacyRequestsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests`,
          params: {
            state: queryArg.state,
            email: queryArg.email,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["privacy"],
      }),
      createPrivacyRequest: build.mutation<
        CreatePrivacyRequestApiResponse,
        CreatePrivacyRequestApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests`,
          method: "POST",
          body: queryArg.requestBody,
        }),
        invalidatesTags: ["privacy"],
      }),
      getPrivacyRequest: build.query<
        GetPrivacyRequestApiResponse,
        GetPrivacyRequestApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests/${encodeURIComponent(String(queryArg.requestId))}`,
        }),
        providesTags: ["privacy"],
      }),
      cancelPrivacyRequest: build.mutation<
        CancelPrivacyRequestApiResponse,
        CancelPrivacyRequestApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests/${encodeURIComponent(String(queryArg.requestId))}/cancel`,
          method: "POST",
          body: queryArg.closeBody,
        }),
        invalidatesTags: ["privacy"],
      }),
      completePrivacyRequest: build.mutation<
        CompletePrivacyRequestApiResponse,
        CompletePrivacyRequestApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests/${encodeURIComponent(String(queryArg.requestId))}/complete`,
          method: "POST",
          body: queryArg.closeBody,
        }),
        invalidatesTags: ["privacy"],
      }),
      downloadPrivacyExport: build.query<
        DownloadPrivacyExportApiResponse,
        DownloadPrivacyExportApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests/${encodeURIComponent(String(queryArg.requestId))}/download`,
        }),
        providesTags: ["privacy"],
      }),
      refusePrivacyRequest: build.mutation<
        RefusePrivacyRequestApiResponse,
        RefusePrivacyRequestApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/requests/${encodeURIComponent(String(queryArg.requestId))}/refuse`,
          method: "POST",
          body: queryArg.closeBody,
        }),
        invalidatesTags: ["privacy"],
      }),
      listRetentionPolicies: build.query<
        ListRetentionPoliciesApiResponse,
        ListRetentionPoliciesApiArg
      >({
        query: () => ({ url: `/api/v1/privacy/retention` }),
        providesTags: ["privacy"],
      }),
      listRetentionReports: build.query<
        ListRetentionReportsApiResponse,
        ListRetentionReportsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/retention/reports`,
          params: {
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["privacy"],
      }),
      runRetention: build.mutation<RunRetentionApiResponse, RunRetentionApiArg>(
        {
          query: () => ({
            url: `/api/v1/privacy/retention/run`,
            method: "POST",
          }),
          invalidatesTags: ["privacy"],
        },
      ),
      setRetentionPolicy: build.mutation<
        SetRetentionPolicyApiResponse,
        SetRetentionPolicyApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/retention/${encodeURIComponent(String(queryArg.policy))}`,
          method: "PUT",
          body: queryArg.policyBody,
        }),
        invalidatesTags: ["privacy"],
      }),
      listPrivacyTexts: build.query<
        ListPrivacyTextsApiResponse,
        ListPrivacyTextsApiArg
      >({
        query: () => ({ url: `/api/v1/privacy/texts` }),
        providesTags: ["privacy"],
      }),
      publishPrivacyText: build.mutation<
        PublishPrivacyTextApiResponse,
        PublishPrivacyTextApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/privacy/texts`,
          method: "POST",
          body: queryArg.textBody,
        }),
        invalidatesTags: ["privacy"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as privacyApi };
export type ListConsentsApiResponse =
  /** status 200 Successful Response */ EnvelopeListConsentOut;
export type ListConsentsApiArg = {
  email: string;
};
export type RecordConsentApiResponse =
  /** status 201 Successful Response */ EnvelopeConsentOut;
export type RecordConsentApiArg = {
  consentBody: ConsentBody;
};
export type ReadDataMapApiResponse =
  /** status 200 Successful Response */ EnvelopeListTableOut;
export type ReadDataMapApiArg = void;
export type ListPrivacyRequestsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeRequestOut;
export type ListPrivacyRequestsApiArg = {
  state?: (
    "open" | "preparing" | "scheduled" | "done" | "refused" | "cancelled"
  )[];
  email?: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type CreatePrivacyRequestApiResponse =
  /** status 201 Successful Response */ EnvelopeRequestOut;
export type CreatePrivacyRequestApiArg = {
  requestBody: RequestBody;
};
export type GetPrivacyRequestApiResponse =
  /** status 200 Successful Response */ EnvelopeRequestOut;
export type GetPrivacyRequestApiArg = {
  requestId: string;
};
export type CancelPrivacyRequestApiResponse =
  /** status 200 Successful Response */ EnvelopeRequestOut;
export type CancelPrivacyRequestApiArg = {
  requestId: string;
  closeBody: CloseBody;
};
export type CompletePrivacyRequestApiResponse =
  /** status 200 Successful Response */ EnvelopeRequestOut;
export type CompletePrivacyRequestApiArg = {
  requestId: string;
  closeBody: CloseBody;
};
export type DownloadPrivacyExportApiResponse =
  /** status 200 Successful Response */ Blob;
export type DownloadPrivacyExportApiArg = {
  requestId: string;
};
export type RefusePrivacyRequestApiResponse =
  /** status 200 Successful Response */ EnvelopeRequestOut;
export type RefusePrivacyRequestApiArg = {
  requestId: string;
  closeBody: CloseBody;
};
export type ListRetentionPoliciesApiResponse =
  /** status 200 Successful Response */ EnvelopeListPolicyOut;
export type ListRetentionPoliciesApiArg = void;
export type ListRetentionReportsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeRunOut;
export type ListRetentionReportsApiArg = {
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type RunRetentionApiResponse =
  /** status 202 Successful Response */ EnvelopeQueuedOut;
export type RunRetentionApiArg = void;
export type SetRetentionPolicyApiResponse =
  /** status 200 Successful Response */ EnvelopePolicyOut;
export type SetRetentionPolicyApiArg = {
  policy: string;
  policyBody: PolicyBody;
};
export type ListPrivacyTextsApiResponse =
  /** status 200 Successful Response */ EnvelopeListTextOut;
export type ListPrivacyTextsApiArg = void;
export type PublishPrivacyTextApiResponse =
  /** status 201 Successful Response */ EnvelopeTextOut;
export type PublishPrivacyTextApiArg = {
  textBody: TextBody;
};
export type ConsentOut = {
  at: string;
  granted: boolean;
  id: string;
  purpose: string;
  recorded_by: string;
  source: string;
  subject: string;
  text_version: string;
};
export type EnvelopeListConsentOut = {
  data: ConsentOut[];
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
export type EnvelopeConsentOut = {
  data: ConsentOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ConsentBody = {
  at?: string | null;
  email: string;
  granted: boolean;
  purpose: string;
  /** Where it was said: a page, a form, a call. */
  source?: string;
  text_version: string;
};
export type ColumnOut = {
  /** plain, personal or secret. */
  kind: string;
  name: string;
  purpose: string;
};
export type TableOut = {
  columns: ColumnOut[];
  kept: string;
  name: string;
  purpose: string;
  /** buyer, member, both or none. */
  subject: string;
};
export type EnvelopeListTableOut = {
  data: TableOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RequestOut = {
  created_by: string;
  due_at: string;
  /** When an erasure is carried out. Until then it can be cancelled. */
  execute_at: string | null;
  /** An export can be downloaded until then. */
  file_until: string | null;
  finished_at: string | null;
  id: string;
  kind: "export" | "erasure" | "correction" | "objection";
  note: string;
  overdue: boolean;
  received_at: string;
  regime: "gdpr" | "ccpa";
  /** `rows`: how many of each table were exported, changed or deleted. */
  report: {
    [key: string]: any;
  };
  state: "open" | "preparing" | "scheduled" | "done" | "refused" | "cancelled";
  /** The address; a pseudonym once it was erased. */
  subject: string;
  subject_kind: "buyer" | "member";
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeRequestOut = {
  data: RequestOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeRequestOut = {
  data: RequestOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RequestBody = {
  email: string;
  /** An export is made at once; an erasure waits for 30 days; the others wait for you. */
  kind: "export" | "erasure" | "correction" | "objection";
  note?: string;
  /** When it came, if not now. */
  received_at?: string | null;
  /** Sets the due date: gdpr one month, ccpa 45 days. */
  regime?: "gdpr" | "ccpa";
  /** A buyer of any store, or a member of the organisation. */
  subject_kind: "buyer" | "member";
};
export type CloseBody = {
  /** A refusal says why. */
  note?: string;
};
export type PolicyOut = {
  days: number;
  enabled: boolean;
  least: number;
  policy: string;
  title: string;
  usual_days: number;
};
export type EnvelopeListPolicyOut = {
  data: PolicyOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RunOut = {
  at: string;
  cutoff: string;
  id: string;
  policy: string;
  removed: number;
  started_by: string;
};
export type ListEnvelopeRunOut = {
  data: RunOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type QueuedOut = {
  /** Null: one is queued already. */
  job_id: string | null;
};
export type EnvelopeQueuedOut = {
  data: QueuedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopePolicyOut = {
  data: PolicyOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type PolicyBody = {
  days: number;
  enabled?: boolean;
};
export type TextOut = {
  id: string;
  kind: string;
  language: string;
  published_at: string;
  published_by: string;
  text: string;
  text_version: string;
};
export type EnvelopeListTextOut = {
  data: TextOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeTextOut = {
  data: TextOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type TextBody = {
  kind: string;
  language: string;
  text: string;
  text_version: string;
};
export const {
  useListConsentsQuery,
  useRecordConsentMutation,
  useReadDataMapQuery,
  useListPrivacyRequestsQuery,
  useCreatePrivacyRequestMutation,
  useGetPrivacyRequestQuery,
  useCancelPrivacyRequestMutation,
  useCompletePrivacyRequestMutation,
  useDownloadPrivacyExportQuery,
  useRefusePrivacyRequestMutation,
  useListRetentionPoliciesQuery,
  useListRetentionReportsQuery,
  useRunRetentionMutation,
  useSetRetentionPolicyMutation,
  useListPrivacyTextsQuery,
  usePublishPrivacyTextMutation,
} = injectedRtkApi;
