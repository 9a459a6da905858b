// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["auth", "organisation", "users"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      confirmEmailChange: build.mutation<
        ConfirmEmailChangeApiResponse,
        ConfirmEmailChangeApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/email/change/confirm`,
          method: "POST",
          body: queryArg.tokenBody,
        }),
        invalidatesTags: ["auth"],
      }),
      undoEmailChange: build.mutation<
        UndoEmailChangeApiResponse,
        UndoEmailChangeApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/email/change/undo`,
          method: "POST",
          body: queryArg.tokenBody,
        }),
        invalidatesTags: ["auth"],
      }),
      requestVerification: build.mutation<
        RequestVerificationApiResponse,
        RequestVerificationApiArg
      >({
        query: () => ({
          url: `/api/v1/auth/email/verification`,
          method: "POST",
        }),
        invalidatesTags: ["auth"],
      }),
      verifyEmail: build.mutation<VerifyEmailApiResponse, VerifyEmailApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/auth/email/verify`,
          method: "POST",
          body: queryArg.tokenBody,
        }),
        invalidatesTags: ["auth"],
      }),
      acceptInvitation: build.mutation<
        AcceptInvitationApiResponse,
        AcceptInvitationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/invitations/accept`,
          method: "POST",
          body: queryArg.acceptBody,
        }),
        invalidatesTags: ["auth"],
      }),
      lookAtInvitation: build.mutation<
        LookAtInvitationApiResponse,
        LookAtInvitationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/invitations/look`,
          method: "POST",
          body: queryArg.tokenBody,
        }),
        invalidatesTags: ["auth"],
      }),
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
      loginWithCode: build.mutation<
        LoginWithCodeApiResponse,
        LoginWithCodeApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/mfa`,
          method: "POST",
          body: queryArg.codeLoginBody,
        }),
        invalidatesTags: ["auth"],
      }),
      listOidcProviders: build.query<
        ListOidcProvidersApiResponse,
        ListOidcProvidersApiArg
      >({
        query: () => ({ url: `/api/v1/auth/oidc` }),
        providesTags: ["auth"],
      }),
      finishOidc: build.mutation<FinishOidcApiResponse, FinishOidcApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/auth/oidc/finish`,
          method: "POST",
          body: queryArg.answerBody,
        }),
        invalidatesTags: ["auth"],
      }),
      startOidc: build.mutation<StartOidcApiResponse, StartOidcApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/auth/oidc/start`,
          method: "POST",
          body: queryArg.providerBody,
        }),
        invalidatesTags: ["auth"],
      }),
      loginWithPasskey: build.mutation<
        LoginWithPasskeyApiResponse,
        LoginWithPasskeyApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/passkey`,
          method: "POST",
          body: queryArg.passkeyLoginBody,
        }),
        invalidatesTags: ["auth"],
      }),
      startPasskeyLogin: build.mutation<
        StartPasskeyLoginApiResponse,
        StartPasskeyLoginApiArg
      >({
        query: () => ({ url: `/api/v1/auth/passkey/options`, method: "POST" }),
        invalidatesTags: ["auth"],
      }),
      forgotPassword: build.mutation<
        ForgotPasswordApiResponse,
        ForgotPasswordApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/password/forgot`,
          method: "POST",
          body: queryArg.forgotBody,
        }),
        invalidatesTags: ["auth"],
      }),
      resetPassword: build.mutation<
        ResetPasswordApiResponse,
        ResetPasswordApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/password/reset`,
          method: "POST",
          body: queryArg.resetBody,
        }),
        invalidatesTags: ["auth"],
      }),
      waysToReauthenticate: build.query<
        WaysToReauthenticateApiResponse,
        WaysToReauthenticateApiArg
      >({
        query: () => ({ url: `/api/v1/auth/reauthenticate` }),
        providesTags: ["auth"],
      }),
      reauthenticate: build.mutation<
        ReauthenticateApiResponse,
        ReauthenticateApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/auth/reauthenticate`,
          method: "POST",
          body: queryArg.reauthenticateBody,
        }),
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
      getSignInPolicy: build.query<
        GetSignInPolicyApiResponse,
        GetSignInPolicyApiArg
      >({
        query: () => ({ url: `/api/v1/organisation/sign-in-policy` }),
        providesTags: ["organisation"],
      }),
      setSignInPolicy: build.mutation<
        SetSignInPolicyApiResponse,
        SetSignInPolicyApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/organisation/sign-in-policy`,
          method: "PUT",
          body: queryArg.signInPolicyBody,
        }),
        invalidatesTags: ["organisation"],
      }),
      transferOrganisation: build.mutation<
        TransferOrganisationApiResponse,
        TransferOrganisationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/organisation/transfer`,
          method: "POST",
          body: queryArg.appAccountsRoutesMembersTransferBody,
        }),
        invalidatesTags: ["organisation"],
      }),
      cancelEmailChange: build.mutation<
        CancelEmailChangeApiResponse,
        CancelEmailChangeApiArg
      >({
        query: () => ({ url: `/api/v1/users/email-change`, method: "DELETE" }),
        invalidatesTags: ["users"],
      }),
      getEmailChange: build.query<
        GetEmailChangeApiResponse,
        GetEmailChangeApiArg
      >({
        query: () => ({ url: `/api/v1/users/email-change` }),
        providesTags: ["users"],
      }),
      askToChangeEmail: build.mutation<
        AskToChangeEmailApiResponse,
        AskToChangeEmailApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/email-change`,
          method: "POST",
          body: queryArg.emailBody,
        }),
        invalidatesTags: ["users"],
      }),
      listIdentities: build.query<
        ListIdentitiesApiResponse,
        ListIdentitiesApiArg
      >({
        query: () => ({ url: `/api/v1/users/identities` }),
        providesTags: ["users"],
      }),
      finishLinking: build.mutation<
        FinishLinkingApiResponse,
        FinishLinkingApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/identities/finish`,
          method: "POST",
          body: queryArg.answerBody,
        }),
        invalidatesTags: ["users"],
      }),
      startLinking: build.mutation<StartLinkingApiResponse, StartLinkingApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/users/identities/start`,
            method: "POST",
            body: queryArg.providerBody,
          }),
          invalidatesTags: ["users"],
        },
      ),
      unlinkIdentity: build.mutation<
        UnlinkIdentityApiResponse,
        UnlinkIdentityApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/identities/${encodeURIComponent(String(queryArg.identityId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["users"],
      }),
      getMfa: build.query<GetMfaApiResponse, GetMfaApiArg>({
        query: () => ({ url: `/api/v1/users/mfa` }),
        providesTags: ["users"],
      }),
      renewRecoveryCodes: build.mutation<
        RenewRecoveryCodesApiResponse,
        RenewRecoveryCodesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/mfa/recovery-codes`,
          method: "POST",
          body: queryArg.proofBody,
        }),
        invalidatesTags: ["users"],
      }),
      startTotp: build.mutation<StartTotpApiResponse, StartTotpApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/users/mfa/totp`,
          method: "POST",
          body: queryArg.proofBody,
        }),
        invalidatesTags: ["users"],
      }),
      confirmTotp: build.mutation<ConfirmTotpApiResponse, ConfirmTotpApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/users/mfa/totp/confirm`,
          method: "POST",
          body: queryArg.codeBody,
        }),
        invalidatesTags: ["users"],
      }),
      disableTotp: build.mutation<DisableTotpApiResponse, DisableTotpApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/users/mfa/totp/disable`,
          method: "POST",
          body: queryArg.proofBody,
        }),
        invalidatesTags: ["users"],
      }),
      listPasskeys: build.query<ListPasskeysApiResponse, ListPasskeysApiArg>({
        query: () => ({ url: `/api/v1/users/passkeys` }),
        providesTags: ["users"],
      }),
      finishPasskey: build.mutation<
        FinishPasskeyApiResponse,
        FinishPasskeyApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/passkeys`,
          method: "POST",
          body: queryArg.newPasskeyBody,
        }),
        invalidatesTags: ["users"],
      }),
      startPasskey: build.mutation<StartPasskeyApiResponse, StartPasskeyApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/users/passkeys/options`,
            method: "POST",
            body: queryArg.proofBody,
          }),
          invalidatesTags: ["users"],
        },
      ),
      removePasskey: build.mutation<
        RemovePasskeyApiResponse,
        RemovePasskeyApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/users/passkeys/${encodeURIComponent(String(queryArg.passkeyId))}/remove`,
          method: "POST",
          body: queryArg.proofBody,
        }),
        invalidatesTags: ["users"],
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
export type ConfirmEmailChangeApiResponse =
  /** status 200 Successful Response */ EnvelopeAddressOut;
export type ConfirmEmailChangeApiArg = {
  tokenBody: TokenBody;
};
export type UndoEmailChangeApiResponse =
  /** status 200 Successful Response */ EnvelopeAddressOut;
export type UndoEmailChangeApiArg = {
  tokenBody: TokenBody;
};
export type RequestVerificationApiResponse =
  /** status 202 Successful Response */ EnvelopeNoneType;
export type RequestVerificationApiArg = void;
export type VerifyEmailApiResponse =
  /** status 200 Successful Response */ EnvelopeVerifiedOut;
export type VerifyEmailApiArg = {
  tokenBody: TokenBody;
};
export type AcceptInvitationApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type AcceptInvitationApiArg = {
  acceptBody: AcceptBody;
};
export type LookAtInvitationApiResponse =
  /** status 200 Successful Response */ EnvelopeGlanceOut;
export type LookAtInvitationApiArg = {
  tokenBody: TokenBody;
};
export type LoginApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type LoginApiArg = {
  loginBody: LoginBody;
};
export type LogoutApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type LogoutApiArg = void;
export type LoginWithCodeApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type LoginWithCodeApiArg = {
  codeLoginBody: CodeLoginBody;
};
export type ListOidcProvidersApiResponse =
  /** status 200 Successful Response */ EnvelopeListProviderOut;
export type ListOidcProvidersApiArg = void;
export type FinishOidcApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type FinishOidcApiArg = {
  answerBody: AnswerBody;
};
export type StartOidcApiResponse =
  /** status 200 Successful Response */ EnvelopeBegunOut;
export type StartOidcApiArg = {
  providerBody: ProviderBody;
};
export type LoginWithPasskeyApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type LoginWithPasskeyApiArg = {
  passkeyLoginBody: PasskeyLoginBody;
};
export type StartPasskeyLoginApiResponse =
  /** status 200 Successful Response */ EnvelopeCeremonyOut;
export type StartPasskeyLoginApiArg = void;
export type ForgotPasswordApiResponse =
  /** status 202 Successful Response */ EnvelopeNoneType;
export type ForgotPasswordApiArg = {
  forgotBody: ForgotBody;
};
export type ResetPasswordApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type ResetPasswordApiArg = {
  resetBody: ResetBody;
};
export type WaysToReauthenticateApiResponse =
  /** status 200 Successful Response */ EnvelopeWaysOut;
export type WaysToReauthenticateApiArg = void;
export type ReauthenticateApiResponse =
  /** status 200 Successful Response */ EnvelopeProvedOut;
export type ReauthenticateApiArg = {
  reauthenticateBody: ReauthenticateBody;
};
export type RefreshApiResponse =
  /** status 200 Successful Response */ EnvelopeSignedIn;
export type RefreshApiArg = {
  body: RefreshBody | null;
};
export type RegisterApiResponse =
  /** status 201 Successful Response */ EnvelopeSignedIn;
export type RegisterApiArg = {
  registerBody: RegisterBody;
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
export type GetSignInPolicyApiResponse =
  /** status 200 Successful Response */ EnvelopeSignInPolicyOut;
export type GetSignInPolicyApiArg = void;
export type SetSignInPolicyApiResponse =
  /** status 200 Successful Response */ EnvelopeSignInPolicyOut;
export type SetSignInPolicyApiArg = {
  signInPolicyBody: SignInPolicyBody;
};
export type TransferOrganisationApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type TransferOrganisationApiArg = {
  appAccountsRoutesMembersTransferBody: TransferBody;
};
export type CancelEmailChangeApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type CancelEmailChangeApiArg = void;
export type GetEmailChangeApiResponse =
  /** status 200 Successful Response */ EnvelopeUnionPendingEmailOutNoneType;
export type GetEmailChangeApiArg = void;
export type AskToChangeEmailApiResponse =
  /** status 202 Successful Response */ EnvelopePendingEmailOut;
export type AskToChangeEmailApiArg = {
  emailBody: EmailBody;
};
export type ListIdentitiesApiResponse =
  /** status 200 Successful Response */ EnvelopeListIdentityOut;
export type ListIdentitiesApiArg = void;
export type FinishLinkingApiResponse =
  /** status 200 Successful Response */ EnvelopeIdentityOut;
export type FinishLinkingApiArg = {
  answerBody: AnswerBody;
};
export type StartLinkingApiResponse =
  /** status 200 Successful Response */ EnvelopeBegunOut;
export type StartLinkingApiArg = {
  providerBody: ProviderBody;
};
export type UnlinkIdentityApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type UnlinkIdentityApiArg = {
  identityId: string;
};
export type GetMfaApiResponse =
  /** status 200 Successful Response */ EnvelopeMfaOut;
export type GetMfaApiArg = void;
export type RenewRecoveryCodesApiResponse =
  /** status 201 Successful Response */ EnvelopeRecoveryCodesOut;
export type RenewRecoveryCodesApiArg = {
  proofBody: ProofBody;
};
export type StartTotpApiResponse =
  /** status 201 Successful Response */ EnvelopeEnrolmentOut;
export type StartTotpApiArg = {
  proofBody: ProofBody;
};
export type ConfirmTotpApiResponse =
  /** status 200 Successful Response */ EnvelopeRecoveryCodesOut;
export type ConfirmTotpApiArg = {
  codeBody: CodeBody;
};
export type DisableTotpApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DisableTotpApiArg = {
  proofBody: ProofBody;
};
export type ListPasskeysApiResponse =
  /** status 200 Successful Response */ EnvelopeListPasskeyOut;
export type ListPasskeysApiArg = void;
export type FinishPasskeyApiResponse =
  /** status 201 Successful Response */ EnvelopePasskeyOut;
export type FinishPasskeyApiArg = {
  newPasskeyBody: NewPasskeyBody;
};
export type StartPasskeyApiResponse =
  /** status 200 Successful Response */ EnvelopeCeremonyOut;
export type StartPasskeyApiArg = {
  proofBody: ProofBody;
};
export type RemovePasskeyApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RemovePasskeyApiArg = {
  passkeyId: string;
  proofBody: ProofBody;
};
export type ChangePasswordApiResponse =
  /** status 200 Successful Response */ EnvelopeSessionsEndedOut;
export type ChangePasswordApiArg = {
  passwordBody: PasswordBody;
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
export type AddressOut = {
  /** The address that counts now. */
  email: string;
};
export type EnvelopeAddressOut = {
  data: AddressOut;
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
export type TokenBody = {
  /** What stands behind `#token=` in the link. */
  token: string;
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type VerifiedOut = {
  email: string;
};
export type EnvelopeVerifiedOut = {
  data: VerifiedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
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
export type AcceptBody = {
  first_name?: string;
  language?: "en" | "de";
  last_name?: string;
  password: string;
  /** What stands behind `#token=` in the link. */
  token: string;
};
export type GlanceOut = {
  email: string;
  /** They join with the password they have; else they choose one. */
  has_account: boolean;
  invited_by: string;
  organisation: string;
  role_name: string;
};
export type EnvelopeGlanceOut = {
  data: GlanceOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LoginBody = {
  /** Of the second factor, where there is one. */
  code?: string;
  email: string;
  /** Which organisation to enter; the oldest membership if unset. */
  org_id?: string | null;
  password: string;
  /** Stay signed in; else the session ends with the browser, and after hours without use. */
  remember?: boolean;
};
export type CodeLoginBody = {
  /** Of the authenticator app, or a recovery code. */
  code: string;
  /** `details.mfa_token` of the 401 MFA_REQUIRED. */
  mfa_token: string;
  /** Stay signed in; else the session ends with the browser, and after hours without use. */
  remember?: boolean;
};
export type ProviderOut = {
  id: string;
  name: string;
};
export type EnvelopeListProviderOut = {
  data: ProviderOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type AnswerBody = {
  code: string;
  iss?: string;
  /** `enter.…` is for this call, `link.…` for that of `/users/identities`. */
  state: string;
};
export type BegunOut = {
  /** Where the browser is to go; a cookie binds the way back to it. */
  authorization_url: string;
};
export type EnvelopeBegunOut = {
  data: BegunOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ProviderBody = {
  /** Its id. */
  provider: string;
};
export type PasskeyLoginBody = {
  challenge_id: string;
  /** The PublicKeyCredential, by its toJSON(). */
  credential: {
    [key: string]: any;
  };
  org_id?: string | null;
  /** Stay signed in; else the session ends with the browser, and after hours without use. */
  remember?: boolean;
};
export type CeremonyOut = {
  challenge_id: string;
  /** For PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON. */
  options: {
    [key: string]: any;
  };
};
export type EnvelopeCeremonyOut = {
  data: CeremonyOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ForgotBody = {
  email: string;
  /** Of the mail; the person's own if unset. */
  language?: ("en" | "de") | null;
};
export type ResetBody = {
  new_password: string;
  /** What stands behind `#token=` in the link. */
  token: string;
};
export type WaysOut = {
  /** password, totp, passkey: those that you have. */
  methods: string[];
  /** For how long a proof admits to sensitive deeds. */
  minutes: number;
  proved_at: string | null;
};
export type EnvelopeWaysOut = {
  data: WaysOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ProvedOut = {
  /** For how long it admits to sensitive deeds. */
  minutes: number;
  proved_at: string;
};
export type EnvelopeProvedOut = {
  data: ProvedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ReauthenticateBody = {
  challenge_id?: string | null;
  /** Of the authenticator app, or a recovery code. */
  code?: string;
  /** The PublicKeyCredential, by its toJSON(). */
  credential?: {
    [key: string]: any;
  } | null;
  password?: string | null;
};
export type RefreshBody = {
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
  /** Of mails to this person. */
  language?: "en" | "de";
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
export type SignInPolicyOut = {
  /** Of whom a second factor is demanded; admins: owner and admins. */
  second_factor: "nobody" | "admins" | "everybody";
  /** Hours after which a session ends, used or not; null: as installed. */
  session_hours?: number | null;
  /** Minutes without use after which a session ends; null: as installed. */
  session_idle_minutes?: number | null;
};
export type EnvelopeSignInPolicyOut = {
  data: SignInPolicyOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type SignInPolicyBody = {
  /** Of whom a second factor is demanded; admins: owner and admins. */
  second_factor: "nobody" | "admins" | "everybody";
  /** Hours after which a session ends, used or not; null: as installed. */
  session_hours?: number | null;
  /** Minutes without use after which a session ends; null: as installed. */
  session_idle_minutes?: number | null;
};
export type TransferBody = {
  /** Yours, once more. */
  password: string;
  /** Who becomes the owner: an active member. */
  user_id: string;
};
export type PendingEmailOut = {
  asked_at: string;
  /** The address that waits. */
  email: string;
  /** How long the link is good; after that, ask again. */
  expires_at: string;
  /** Mails do not go there: its server once said that nobody is there. An owner releases it under Mail. */
  held_back: boolean;
};
export type EnvelopeUnionPendingEmailOutNoneType = {
  data: PendingEmailOut | null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopePendingEmailOut = {
  data: PendingEmailOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EmailBody = {
  email: string;
};
export type IdentityOut = {
  created_at: string;
  email: string;
  id: string;
  issuer: string;
  last_used_at: string | null;
};
export type EnvelopeListIdentityOut = {
  data: IdentityOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeIdentityOut = {
  data: IdentityOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type MfaOut = {
  recovery_codes_left: number;
  since: string | null;
  /** Whether sign-ins ask for a code of an authenticator app. */
  totp: boolean;
};
export type EnvelopeMfaOut = {
  data: MfaOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RecoveryCodesOut = {
  /** Each good for one sign-in without the app. Shown this once. */
  recovery_codes: string[];
};
export type EnvelopeRecoveryCodesOut = {
  data: RecoveryCodesOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ProofBody = {
  /** Yours, once more. */
  password: string;
};
export type EnrolmentOut = {
  /** The same as a QR code: an SVG as a data URI. */
  qr: string;
  /** To type where nothing can be scanned. */
  secret: string;
  uri: string;
};
export type EnvelopeEnrolmentOut = {
  data: EnrolmentOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type CodeBody = {
  code: string;
};
export type PasskeyOut = {
  created_at: string;
  id: string;
  last_used_at: string | null;
  name: string;
};
export type EnvelopeListPasskeyOut = {
  data: PasskeyOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopePasskeyOut = {
  data: PasskeyOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type NewPasskeyBody = {
  challenge_id: string;
  /** The PublicKeyCredential, by its toJSON(). */
  credential: {
    [key: string]: any;
  };
  name: string;
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
export type PasswordBody = {
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
  /** owner, admin, store_manager, viewer or custom. */
  role: string;
  role_name: string;
  /** Whether the organisation wants a second factor first: until then nothing else works there. */
  second_factor_demanded: boolean;
  /** The stores that you work on; null: all of the organisation's. */
  store_ids: string[] | null;
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
  /** ISO 3166-1 alpha-2 of that address, `local` for the own network, empty if unknown. */
  country: string;
  created_at: string;
  /** The session of this very call. */
  current: boolean;
  device: string;
  /** Unless it is used again, and not later than the organisation allows. */
  expires_at: string;
  id: string;
  /** Its country, or kind of device, was new to this person when they signed in. */
  is_new: boolean;
  /** Moves with each refresh, some minutes apart. */
  last_seen_at: string;
  org_id: string;
  org_name: string;
  os: string;
  /** Whether it is to stay signed in; else it ends with the browser. */
  remembered: boolean;
  /** Whether two factors, or a passkey, stand behind it. */
  strong: boolean;
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
  useConfirmEmailChangeMutation,
  useUndoEmailChangeMutation,
  useRequestVerificationMutation,
  useVerifyEmailMutation,
  useAcceptInvitationMutation,
  useLookAtInvitationMutation,
  useLoginMutation,
  useLogoutMutation,
  useLoginWithCodeMutation,
  useListOidcProvidersQuery,
  useFinishOidcMutation,
  useStartOidcMutation,
  useLoginWithPasskeyMutation,
  useStartPasskeyLoginMutation,
  useForgotPasswordMutation,
  useResetPasswordMutation,
  useWaysToReauthenticateQuery,
  useReauthenticateMutation,
  useRefreshMutation,
  useRegisterMutation,
  useSwitchOrganisationMutation,
  useGetOrganisationQuery,
  useCreateOrganisationMutation,
  useUpdateOrganisationMutation,
  useGetSignInPolicyQuery,
  useSetSignInPolicyMutation,
  useTransferOrganisationMutation,
  useCancelEmailChangeMutation,
  useGetEmailChangeQuery,
  useAskToChangeEmailMutation,
  useListIdentitiesQuery,
  useFinishLinkingMutation,
  useStartLinkingMutation,
  useUnlinkIdentityMutation,
  useGetMfaQuery,
  useRenewRecoveryCodesMutation,
  useStartTotpMutation,
  useConfirmTotpMutation,
  useDisableTotpMutation,
  useListPasskeysQuery,
  useFinishPasskeyMutation,
  useStartPasskeyMutation,
  useRemovePasskeyMutation,
  useChangePasswordMutation,
  useGetProfileQuery,
  useUpdateProfileMutation,
  useEndOtherSessionsMutation,
  useListSessionsQuery,
  useEndSessionMutation,
  useGetSettingsQuery,
  useUpdateSettingsMutation,
} = injectedRtkApi;
