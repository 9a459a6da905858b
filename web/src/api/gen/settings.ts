// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["settings"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listSettings: build.query<ListSettingsApiResponse, ListSettingsApiArg>({
        query: () => ({ url: `/api/v1/settings` }),
        providesTags: ["settings"],
      }),
      changeSettings: build.mutation<
        ChangeSettingsApiResponse,
        ChangeSettingsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/settings`,
          method: "PATCH",
          body: queryArg.settingChangesBody,
        }),
        invalidatesTags: ["settings"],
      }),
      exportBackup: build.mutation<ExportBackupApiResponse, ExportBackupApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/settings/backup/export`,
            method: "POST",
            body: queryArg.backupBody,
          }),
          invalidatesTags: ["settings"],
        },
      ),
      restoreBackup: build.mutation<
        RestoreBackupApiResponse,
        RestoreBackupApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/settings/backup/restore`,
          method: "POST",
          body: queryArg.restoreBody,
        }),
        invalidatesTags: ["settings"],
      }),
      listInstallationSettings: build.query<
        ListInstallationSettingsApiResponse,
        ListInstallationSettingsApiArg
      >({
        query: () => ({ url: `/api/v1/settings/installation` }),
        providesTags: ["settings"],
      }),
      listIntegrations: build.query<
        ListIntegrationsApiResponse,
        ListIntegrationsApiArg
      >({
        query: () => ({ url: `/api/v1/settings/integrations` }),
        providesTags: ["settings"],
      }),
      testIdentityProvider: build.mutation<
        TestIdentityProviderApiResponse,
        TestIdentityProviderApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/settings/integrations/identity/${encodeURIComponent(String(queryArg.providerId))}/test`,
          method: "POST",
        }),
        invalidatesTags: ["settings"],
      }),
      testMailServer: build.mutation<
        TestMailServerApiResponse,
        TestMailServerApiArg
      >({
        query: () => ({
          url: `/api/v1/settings/integrations/mail/test`,
          method: "POST",
        }),
        invalidatesTags: ["settings"],
      }),
      getIntegration: build.query<
        GetIntegrationApiResponse,
        GetIntegrationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/settings/integrations/${encodeURIComponent(String(queryArg.connectionId))}`,
        }),
        providesTags: ["settings"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as settingsApi };
export type ListSettingsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeSettingOut;
export type ListSettingsApiArg = void;
export type ChangeSettingsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeSettingOut;
export type ChangeSettingsApiArg = {
  settingChangesBody: SettingChangesBody;
};
export type ExportBackupApiResponse = unknown;
export type ExportBackupApiArg = {
  backupBody: BackupBody;
};
export type RestoreBackupApiResponse =
  /** status 200 Successful Response */ EnvelopeRestoreOut;
export type RestoreBackupApiArg = {
  restoreBody: RestoreBody;
};
export type ListInstallationSettingsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeSettingOut;
export type ListInstallationSettingsApiArg = void;
export type ListIntegrationsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeIntegrationOut;
export type ListIntegrationsApiArg = void;
export type TestIdentityProviderApiResponse =
  /** status 200 Successful Response */ EnvelopeReportOut;
export type TestIdentityProviderApiArg = {
  providerId: string;
};
export type TestMailServerApiResponse =
  /** status 200 Successful Response */ EnvelopeReportOut;
export type TestMailServerApiArg = void;
export type GetIntegrationApiResponse =
  /** status 200 Successful Response */ EnvelopeIntegrationDetail;
export type GetIntegrationApiArg = {
  connectionId: string;
};
export type SettingOut = {
  changed_at: string | null;
  changed_by: string;
  choices: string[];
  default: string | number | boolean | null;
  help: string;
  /** text, number, switch, choice or secret. */
  kind: string;
  least: number | null;
  most: number | null;
  name: string;
  /** environment, database or default: the first that is set counts. */
  source: string;
  title: string;
  /** What is in force; of a secret the last four characters. */
  value: string | number | boolean | null;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeSettingOut = {
  data: SettingOut[];
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
export type SettingChangesBody = {
  /** New values by name; null brings a default back. */
  changes: {
    [key: string]: string | number | boolean | null;
  };
};
export type BackupBody = {
  passphrase: string;
};
export type ChangeOut = {
  note: string;
  /** created, changed, same or skipped. */
  outcome: string;
  part: string;
  what: string;
};
export type RestoreOut = {
  /** Parts of the file that this version has not. */
  absent: string[];
  changes: ChangeOut[];
  dry_run: boolean;
  made_at: string;
};
export type EnvelopeRestoreOut = {
  data: RestoreOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RestoreBody = {
  /** Only say what would change. */
  dry_run?: boolean;
  /** The file in base64. */
  file: string;
  passphrase: string;
};
export type IntegrationOut = {
  age_days: number | null;
  connection_id: string | null;
  /** never, fine, soon or due: whether it is time to replace it, by `credential_days`. */
  due: string;
  due_at: string | null;
  environment: string;
  expires_at: string | null;
  id: string;
  /** store, carrier, mail or identity. */
  kind: string;
  /** The last four characters of each secret; the rest is never shown. */
  masks: {
    [key: string]: string;
  };
  /** When people gave it. */
  replaced_at: string | null;
  /** organisation, or installation: of all organisations here, changed by its administrator. */
  scope: string;
  /** connected, paused, unreachable, needs_reconnect, disconnected, or not_set. */
  state: string;
  state_reason: string;
  store_id: string | null;
  test_ok: boolean | null;
  tested_at: string | null;
  title: string;
  /** When its vendor answered last. */
  used_at: string | null;
  vendor: string;
};
export type ListEnvelopeIntegrationOut = {
  data: IntegrationOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type CheckOut = {
  message: string;
  ms: number;
  /** Of stores and carriers dns, tls, auth, scopes, read or webhooks; of a mail server dns, connect, tls, auth or sender; of a provider of identities dns, tls, discovery, keys or client. */
  name: string;
  /** null: not tried; the message says why. */
  ok: boolean | null;
  remedy: string;
};
export type ReportOut = {
  checks: CheckOut[];
  /** Everything but webhook reach, which is advice: polling brings what webhooks do not. */
  ok: boolean;
  /** What the vendor says of the account. */
  shop: {
    [key: string]: any;
  };
};
export type EnvelopeReportOut = {
  data: ReportOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type IntegrationDetail = {
  age_days: number | null;
  auth: string;
  connection_id: string | null;
  /** never, fine, soon or due: whether it is time to replace it, by `credential_days`. */
  due: string;
  due_at: string | null;
  environment: string;
  expires_at: string | null;
  id: string;
  /** store, carrier, mail or identity. */
  kind: string;
  /** The last four characters of each secret; the rest is never shown. */
  masks: {
    [key: string]: string;
  };
  /** What of the form is no secret. */
  public: {
    [key: string]: string;
  };
  /** When people gave it. */
  replaced_at: string | null;
  /** organisation, or installation: of all organisations here, changed by its administrator. */
  scope: string;
  scopes: string[];
  /** connected, paused, unreachable, needs_reconnect, disconnected, or not_set. */
  state: string;
  state_reason: string;
  store_id: string | null;
  test_ok: boolean | null;
  test_report: {
    [key: string]: any;
  } | null;
  tested_at: string | null;
  title: string;
  /** When its vendor answered last. */
  used_at: string | null;
  vendor: string;
};
export type EnvelopeIntegrationDetail = {
  data: IntegrationDetail;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListSettingsQuery,
  useChangeSettingsMutation,
  useExportBackupMutation,
  useRestoreBackupMutation,
  useListInstallationSettingsQuery,
  useListIntegrationsQuery,
  useTestIdentityProviderMutation,
  useTestMailServerMutation,
  useGetIntegrationQuery,
} = injectedRtkApi;
