// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["members"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listMembers: build.query<ListMembersApiResponse, ListMembersApiArg>({
        query: () => ({ url: `/api/v1/members` }),
        providesTags: ["members"],
      }),
      listInvitations: build.query<
        ListInvitationsApiResponse,
        ListInvitationsApiArg
      >({
        query: () => ({ url: `/api/v1/members/invitations` }),
        providesTags: ["members"],
      }),
      inviteMember: build.mutation<InviteMemberApiResponse, InviteMemberApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/members/invitations`,
            method: "POST",
            body: queryArg.inviteBody,
          }),
          invalidatesTags: ["members"],
        },
      ),
      revokeInvitation: build.mutation<
        RevokeInvitationApiResponse,
        RevokeInvitationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/members/invitations/${encodeURIComponent(String(queryArg.invitationId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["members"],
      }),
      removeMember: build.mutation<RemoveMemberApiResponse, RemoveMemberApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/members/${encodeURIComponent(String(queryArg.userId))}`,
            method: "DELETE",
          }),
          invalidatesTags: ["members"],
        },
      ),
      changeMemberRole: build.mutation<
        ChangeMemberRoleApiResponse,
        ChangeMemberRoleApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/members/${encodeURIComponent(String(queryArg.userId))}`,
          method: "PUT",
          body: queryArg.memberBody,
        }),
        invalidatesTags: ["members"],
      }),
      activateMember: build.mutation<
        ActivateMemberApiResponse,
        ActivateMemberApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/members/${encodeURIComponent(String(queryArg.userId))}/activate`,
          method: "POST",
        }),
        invalidatesTags: ["members"],
      }),
      deactivateMember: build.mutation<
        DeactivateMemberApiResponse,
        DeactivateMemberApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/members/${encodeURIComponent(String(queryArg.userId))}/deactivate`,
          method: "POST",
        }),
        invalidatesTags: ["members"],
      }),
      listRoles: build.query<ListRolesApiResponse, ListRolesApiArg>({
        query: () => ({ url: `/api/v1/roles` }),
        providesTags: ["members"],
      }),
      createRole: build.mutation<CreateRoleApiResponse, CreateRoleApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/roles`,
          method: "POST",
          body: queryArg.ownRoleBody,
        }),
        invalidatesTags: ["members"],
      }),
      listPermissions: build.query<
        ListPermissionsApiResponse,
        ListPermissionsApiArg
      >({
        query: () => ({ url: `/api/v1/roles/permissions` }),
        providesTags: ["members"],
      }),
      deleteRole: build.mutation<DeleteRoleApiResponse, DeleteRoleApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/roles/${encodeURIComponent(String(queryArg.roleId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["members"],
      }),
      updateRole: build.mutation<UpdateRoleApiResponse, UpdateRoleApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/roles/${encodeURIComponent(String(queryArg.roleId))}`,
          method: "PUT",
          body: queryArg.ownRoleBody,
        }),
        invalidatesTags: ["members"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as membersApi };
export type ListMembersApiResponse =
  /** status 200 Successful Response */ EnvelopeListMemberOut;
export type ListMembersApiArg = void;
export type ListInvitationsApiResponse =
  /** status 200 Successful Response */ EnvelopeListInvitationOut;
export type ListInvitationsApiArg = void;
export type InviteMemberApiResponse =
  /** status 201 Successful Response */ EnvelopeInvitationOut;
export type InviteMemberApiArg = {
  inviteBody: InviteBody;
};
export type RevokeInvitationApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RevokeInvitationApiArg = {
  invitationId: string;
};
export type RemoveMemberApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type RemoveMemberApiArg = {
  userId: string;
};
export type ChangeMemberRoleApiResponse =
  /** status 200 Successful Response */ EnvelopeMemberOut;
export type ChangeMemberRoleApiArg = {
  userId: string;
  memberBody: MemberBody;
};
export type ActivateMemberApiResponse =
  /** status 200 Successful Response */ EnvelopeMemberOut;
export type ActivateMemberApiArg = {
  userId: string;
};
export type DeactivateMemberApiResponse =
  /** status 200 Successful Response */ EnvelopeMemberOut;
export type DeactivateMemberApiArg = {
  userId: string;
};
export type ListRolesApiResponse =
  /** status 200 Successful Response */ EnvelopeListRoleOut;
export type ListRolesApiArg = void;
export type CreateRoleApiResponse =
  /** status 201 Successful Response */ EnvelopeRoleOut;
export type CreateRoleApiArg = {
  ownRoleBody: OwnRoleBody;
};
export type ListPermissionsApiResponse =
  /** status 200 Successful Response */ EnvelopeListPermissionOut;
export type ListPermissionsApiArg = void;
export type DeleteRoleApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DeleteRoleApiArg = {
  roleId: string;
};
export type UpdateRoleApiResponse =
  /** status 200 Successful Response */ EnvelopeRoleOut;
export type UpdateRoleApiArg = {
  roleId: string;
  ownRoleBody: OwnRoleBody;
};
export type MemberOut = {
  email: string;
  first_name: string;
  is_verified: boolean;
  joined_at: string;
  last_login_at: string | null;
  last_name: string;
  /** Whether they sign in with a second factor. */
  mfa: boolean;
  /** owner, admin, store_manager, viewer or custom. */
  role: string;
  role_id: string | null;
  role_name: string;
  /** active or deactivated. */
  status: string;
  /** The stores that they see and change; null: all. */
  store_ids: string[] | null;
  user_id: string;
};
export type EnvelopeListMemberOut = {
  data: MemberOut[];
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
export type InvitationOut = {
  created_at: string;
  email: string;
  expires_at: string;
  id: string;
  invited_by: string;
  role: string;
  role_id: string | null;
  role_name: string;
  /** open or expired. */
  status: string;
  /** The stores that they will see and change; null: all. */
  store_ids: string[] | null;
};
export type EnvelopeListInvitationOut = {
  data: InvitationOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeInvitationOut = {
  data: InvitationOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type InviteBody = {
  email: string;
  language?: "en" | "de";
  role: "admin" | "store_manager" | "viewer" | "custom";
  /** With `custom`: which of the organisation's own roles. */
  role_id?: string | null;
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
export type EnvelopeMemberOut = {
  data: MemberOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type MemberBody = {
  role: "admin" | "store_manager" | "viewer" | "custom";
  /** With `custom`: which of the organisation's own roles. */
  role_id?: string | null;
  /** Limit to these stores of the organisation; null: all of them. Left out, it stays as it is. */
  store_ids?: string[] | null;
};
export type RoleOut = {
  /** null for the built-in ones. */
  id: string | null;
  members: number;
  name: string;
  permissions: string[];
  /** owner, admin, store_manager, viewer or custom. */
  role: string;
};
export type EnvelopeListRoleOut = {
  data: RoleOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeRoleOut = {
  data: RoleOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type OwnRoleBody = {
  name: string;
  permissions: string[];
};
export type PermissionOut = {
  /** Whether a role of your own may have it; some are the owner's alone. */
  assignable: boolean;
  meaning: string;
  name: string;
};
export type EnvelopeListPermissionOut = {
  data: PermissionOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListMembersQuery,
  useListInvitationsQuery,
  useInviteMemberMutation,
  useRevokeInvitationMutation,
  useRemoveMemberMutation,
  useChangeMemberRoleMutation,
  useActivateMemberMutation,
  useDeactivateMemberMutation,
  useListRolesQuery,
  useCreateRoleMutation,
  useListPermissionsQuery,
  useDeleteRoleMutation,
  useUpdateRoleMutation,
} = injectedRtkApi;
