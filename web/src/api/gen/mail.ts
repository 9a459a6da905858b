// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["mail"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listOutbox: build.query<ListOutboxApiResponse, ListOutboxApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/mail/outbox`,
          params: {
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["mail"],
      }),
      listSuppressions: build.query<
        ListSuppressionsApiResponse,
        ListSuppressionsApiArg
      >({
        query: () => ({ url: `/api/v1/mail/suppressions` }),
        providesTags: ["mail"],
      }),
      deleteSuppression: build.mutation<
        DeleteSuppressionApiResponse,
        DeleteSuppressionApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/mail/suppressions/${encodeURIComponent(String(queryArg.recipient))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["mail"],
      }),
      listTemplates: build.query<ListTemplatesApiResponse, ListTemplatesApiArg>(
        {
          query: () => ({ url: `/api/v1/mail/templates` }),
          providesTags: ["mail"],
        },
      ),
      deleteTemplate: build.mutation<
        DeleteTemplateApiResponse,
        DeleteTemplateApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/mail/templates/${encodeURIComponent(String(queryArg.template))}/${encodeURIComponent(String(queryArg.language))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["mail"],
      }),
      getTemplate: build.query<GetTemplateApiResponse, GetTemplateApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/mail/templates/${encodeURIComponent(String(queryArg.template))}/${encodeURIComponent(String(queryArg.language))}`,
        }),
        providesTags: ["mail"],
      }),
      putTemplate: build.mutation<PutTemplateApiResponse, PutTemplateApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/mail/templates/${encodeURIComponent(String(queryArg.template))}/${encodeURIComponent(String(queryArg.language))}`,
          method: "PUT",
          body: queryArg.wordingFields,
        }),
        invalidatesTags: ["mail"],
      }),
      previewTemplate: build.mutation<
        PreviewTemplateApiResponse,
        PreviewTemplateApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/mail/templates/${encodeURIComponent(String(queryArg.template))}/${encodeURIComponent(String(queryArg.language))}/preview`,
          method: "POST",
          body: queryArg.wordingFields,
        }),
        invalidatesTags: ["mail"],
      }),
      sendTestMail: build.mutation<SendTestMailApiResponse, SendTestMailApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/mail/templates/${encodeURIComponent(String(queryArg.template))}/${encodeURIComponent(String(queryArg.language))}/test`,
            method: "POST",
            body: queryArg.wordingFields,
          }),
          invalidatesTags: ["mail"],
        },
      ),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as mailApi };
export type ListOutboxApiResponse =
  /** status 200 Successful Response */ ListEnvelopeMailOut;
export type ListOutboxApiArg = {
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ListSuppressionsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeSuppressionOut;
export type ListSuppressionsApiArg = void;
export type DeleteSuppressionApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DeleteSuppressionApiArg = {
  recipient: string;
};
export type ListTemplatesApiResponse =
  /** status 200 Successful Response */ ListEnvelopeWordingOut;
export type ListTemplatesApiArg = void;
export type DeleteTemplateApiResponse =
  /** status 200 Successful Response */ EnvelopeWordingOut;
export type DeleteTemplateApiArg = {
  template:
    | "verify_email"
    | "change_email"
    | "email_changed"
    | "email_wanted"
    | "email_restored"
    | "reset_password"
    | "password_changed"
    | "factor_changed"
    | "invitation"
    | "new_sign_in"
    | "security_alert";
  language: "en" | "de";
};
export type GetTemplateApiResponse =
  /** status 200 Successful Response */ EnvelopeWordingOut;
export type GetTemplateApiArg = {
  template:
    | "verify_email"
    | "change_email"
    | "email_changed"
    | "email_wanted"
    | "email_restored"
    | "reset_password"
    | "password_changed"
    | "factor_changed"
    | "invitation"
    | "new_sign_in"
    | "security_alert";
  language: "en" | "de";
};
export type PutTemplateApiResponse =
  /** status 200 Successful Response */ EnvelopeWordingOut;
export type PutTemplateApiArg = {
  template:
    | "verify_email"
    | "change_email"
    | "email_changed"
    | "email_wanted"
    | "email_restored"
    | "reset_password"
    | "password_changed"
    | "factor_changed"
    | "invitation"
    | "new_sign_in"
    | "security_alert";
  language: "en" | "de";
  wordingFields: WordingFields;
};
export type PreviewTemplateApiResponse =
  /** status 200 Successful Response */ EnvelopePreviewOut;
export type PreviewTemplateApiArg = {
  template:
    | "verify_email"
    | "change_email"
    | "email_changed"
    | "email_wanted"
    | "email_restored"
    | "reset_password"
    | "password_changed"
    | "factor_changed"
    | "invitation"
    | "new_sign_in"
    | "security_alert";
  language: "en" | "de";
  wordingFields: WordingFields;
};
export type SendTestMailApiResponse =
  /** status 200 Successful Response */ EnvelopeTestMailOut;
export type SendTestMailApiArg = {
  template:
    | "verify_email"
    | "change_email"
    | "email_changed"
    | "email_wanted"
    | "email_restored"
    | "reset_password"
    | "password_changed"
    | "factor_changed"
    | "invitation"
    | "new_sign_in"
    | "security_alert";
  language: "en" | "de";
  wordingFields: WordingFields;
};
export type MailOut = {
  attempts: number;
  created_at: string;
  error: string;
  /** Show it in a sandboxed frame only. */
  html: string;
  id: string;
  language: string;
  recipient: string;
  sent_at: string | null;
  /** kept (no mail server is set), pending, sent, failed or suppressed. */
  state: string;
  subject: string;
  /** One of verify_email, change_email, email_changed, email_wanted, email_restored, reset_password, password_changed, factor_changed, invitation, new_sign_in, security_alert. */
  template: string;
  /** Only of a mail that is kept: the links of others are for their readers. */
  text: string;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeMailOut = {
  data: MailOut[];
  message?: string;
  page: PageInfo;
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
export type SuppressionOut = {
  address: string;
  created_at: string;
  /** What its mail server said. */
  reason: string;
};
export type ListEnvelopeSuppressionOut = {
  data: SuppressionOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type WordingFields = {
  button: string;
  subject: string;
  /** Paragraphs parted by empty lines. `{{ … }}` stands for a value; `{{ link }}` has a paragraph of its own. */
  text: string;
};
export type WordingOut = {
  /** When the organisation chose its own words; null where they are KSAP's. */
  changed_at: string | null;
  /** KSAP's own words. */
  default: WordingFields;
  language: "en" | "de";
  /** What may be named, with an example of each. */
  placeholders: {
    [key: string]: string;
  };
  template:
    | "verify_email"
    | "change_email"
    | "email_changed"
    | "email_wanted"
    | "email_restored"
    | "reset_password"
    | "password_changed"
    | "factor_changed"
    | "invitation"
    | "new_sign_in"
    | "security_alert";
  wording: WordingFields;
};
export type ListEnvelopeWordingOut = {
  data: WordingOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeWordingOut = {
  data: WordingOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type PreviewOut = {
  /** Show it in a sandboxed frame only. */
  html: string;
  subject: string;
  text: string;
};
export type EnvelopePreviewOut = {
  data: PreviewOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type TestMailOut = {
  recipient: string;
  /** pending, kept (no mail server is set: see the outbox) or suppressed. */
  state: string;
};
export type EnvelopeTestMailOut = {
  data: TestMailOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListOutboxQuery,
  useListSuppressionsQuery,
  useDeleteSuppressionMutation,
  useListTemplatesQuery,
  useDeleteTemplateMutation,
  useGetTemplateQuery,
  usePutTemplateMutation,
  usePreviewTemplateMutation,
  useSendTestMailMutation,
} = injectedRtkApi;
