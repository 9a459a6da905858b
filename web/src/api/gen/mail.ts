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
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as mailApi };
export type ListOutboxApiResponse =
  /** status 200 Successful Response */ ListEnvelopeMailOut;
export type ListOutboxApiArg = {
  /** `page.next_cursor` of the page before. */
  cursor?: string | null;
  /** Items per page. */
  limit?: number;
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
  /** verify_email, reset_password, password_changed, factor_changed or invitation. */
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
export const { useListOutboxQuery } = injectedRtkApi;
