// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["audit"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listAuditEntries: build.query<
        ListAuditEntriesApiResponse,
        ListAuditEntriesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/audit`,
          params: {
            cursor: queryArg.cursor,
            limit: queryArg.limit,
            actor: queryArg.actor,
            actor_kind: queryArg.actorKind,
            action: queryArg.action,
            object_kind: queryArg.objectKind,
            object_id: queryArg.objectId,
            request_id: queryArg.requestId,
            since: queryArg.since,
            until: queryArg.until,
          },
        }),
        providesTags: ["audit"],
      }),
      listAuditActions: build.query<
        ListAuditActionsApiResponse,
        ListAuditActionsApiArg
      >({
        query: () => ({ url: `/api/v1/audit/actions` }),
        providesTags: ["audit"],
      }),
      exportAuditEntries: build.query<
        ExportAuditEntriesApiResponse,
        ExportAuditEntriesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/audit/export`,
          params: {
            actor: queryArg.actor,
            actor_kind: queryArg.actorKind,
            action: queryArg.action,
            object_kind: queryArg.objectKind,
            object_id: queryArg.objectId,
            request_id: queryArg.requestId,
            since: queryArg.since,
            until: queryArg.until,
          },
        }),
        providesTags: ["audit"],
      }),
      verifyAuditLog: build.query<
        VerifyAuditLogApiResponse,
        VerifyAuditLogApiArg
      >({
        query: () => ({ url: `/api/v1/audit/verify` }),
        providesTags: ["audit"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as auditApi };
export type ListAuditEntriesApiResponse =
  /** status 200 Successful Response */ ListEnvelopeEntryOut;
export type ListAuditEntriesApiArg = {
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
  /** An id, or a piece of a name or address. */
  actor?: string;
  actorKind?: string;
  /** A verb, or its beginning up to a dot: `store.`. */
  action?: string;
  /** `target_kind` of the entry. */
  objectKind?: string;
  /** `target_id` of the entry. */
  objectId?: string;
  requestId?: string;
  /** From this moment on; UTC where no zone is given. */
  since?: string;
  /** Before this moment. */
  until?: string;
};
export type ListAuditActionsApiResponse =
  /** status 200 Successful Response */ EnvelopeListStr;
export type ListAuditActionsApiArg = void;
export type ExportAuditEntriesApiResponse =
  /** status 200 Successful Response */ string;
export type ExportAuditEntriesApiArg = {
  /** An id, or a piece of a name or address. */
  actor?: string;
  actorKind?: string;
  /** A verb, or its beginning up to a dot: `store.`. */
  action?: string;
  /** `target_kind` of the entry. */
  objectKind?: string;
  /** `target_id` of the entry. */
  objectId?: string;
  requestId?: string;
  /** From this moment on; UTC where no zone is given. */
  since?: string;
  /** Before this moment. */
  until?: string;
};
export type VerifyAuditLogApiResponse =
  /** status 200 Successful Response */ EnvelopeVerdictOut;
export type VerifyAuditLogApiArg = void;
export type EntryOut = {
  /** A dotted verb, like `connection.created`. */
  action: string;
  actor_id: string;
  /** user, api_key, channel, carrier or system. */
  actor_kind: string;
  actor_label: string;
  at: string;
  /** The request id of the call that did it. */
  correlation_id: string;
  /** What was said of the deed; changes carry `before` and `after`. */
  details: {
    [key: string]: any;
  };
  /** SHA-256 over the entry and the hash before it, hexadecimal. */
  hash: string;
  id: string;
  /** Its place in the organisation's chain, from 1. */
  seq: number;
  target_id: string;
  target_kind: string;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeEntryOut = {
  data: EntryOut[];
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
export type EnvelopeListStr = {
  data: string[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type FaultOut = {
  entry_id: string | null;
  /** changed, removed, unlinked or cut. */
  kind: string;
  message: string;
  seq: number;
};
export type VerdictOut = {
  entries: number;
  faults: FaultOut[];
  /** The last hash. Whoever notes it elsewhere can later prove that nothing before it changed. */
  head: string;
  ok: boolean;
};
export type EnvelopeVerdictOut = {
  data: VerdictOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListAuditEntriesQuery,
  useListAuditActionsQuery,
  useExportAuditEntriesQuery,
  useVerifyAuditLogQuery,
} = injectedRtkApi;
