// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["security"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      respondToSecurityAlert: build.mutation<
        RespondToSecurityAlertApiResponse,
        RespondToSecurityAlertApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/security/alerts/${encodeURIComponent(String(queryArg.alertId))}/respond`,
          method: "POST",
          body: queryArg.deedBody,
        }),
        invalidatesTags: ["security"],
      }),
      listSecurityRules: build.query<
        ListSecurityRulesApiResponse,
        ListSecurityRulesApiArg
      >({
        query: () => ({ url: `/api/v1/security/rules` }),
        providesTags: ["security"],
      }),
      setSecurityRule: build.mutation<
        SetSecurityRuleApiResponse,
        SetSecurityRuleApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/security/rules/${encodeURIComponent(String(queryArg.rule))}`,
          method: "PUT",
          body: queryArg.ruleBody,
        }),
        invalidatesTags: ["security"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as securityApi };
export type RespondToSecurityAlertApiResponse =
  /** status 200 Successful Response */ EnvelopeRespondedOut;
export type RespondToSecurityAlertApiArg = {
  alertId: string;
  deedBody: DeedBody;
};
export type ListSecurityRulesApiResponse =
  /** status 200 Successful Response */ EnvelopeListRuleOut;
export type ListSecurityRulesApiArg = void;
export type SetSecurityRuleApiResponse =
  /** status 200 Successful Response */ EnvelopeRuleOut;
export type SetSecurityRuleApiArg = {
  rule: string;
  ruleBody: RuleBody;
};
export type RespondedOut = {
  alert_id: string;
  state: string;
};
export type EnvelopeRespondedOut = {
  data: RespondedOut;
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
export type DeedBody = {
  /** One of those in `data.deeds` of the alert. */
  deed: "end_session" | "lock_member" | "revoke_api_key";
};
export type RuleOut = {
  /** `times`, or the figure that is added up: rows, calls. */
  counts: string;
  enabled: boolean;
  meaning: string;
  rule: string;
  /** The window; also how long it is silent after it fired. */
  seconds: number;
  severity: "info" | "warning" | "critical";
  /** One is enough: the threshold cannot be set. */
  single: boolean;
  threshold: number;
  title: string;
  updated_at: string | null;
  /** Empty where the rule holds as usual. */
  updated_by: string;
  usual_enabled: boolean;
  usual_seconds: number;
  usual_severity: "info" | "warning" | "critical";
  usual_threshold: number;
};
export type EnvelopeListRuleOut = {
  data: RuleOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeRuleOut = {
  data: RuleOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RuleBody = {
  enabled: boolean;
  seconds: number;
  severity: "info" | "warning" | "critical";
  threshold: number;
};
export const {
  useRespondToSecurityAlertMutation,
  useListSecurityRulesQuery,
  useSetSecurityRuleMutation,
} = injectedRtkApi;
