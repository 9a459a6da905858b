import { t } from '@lingui/core/macro'

import { useListMembersQuery } from '@/api/gen/members'
import { useMay, useProfile } from '@/app/session'

/** Names of who did something: an id of a user becomes "You" or a colleague's name. */
export function useWho(): (source: string, actor: string) => string {
  const profile = useProfile()
  const may = useMay('members.read')
  const { data } = useListMembersQuery(undefined, { skip: !may })
  return (source, actor) => {
    if (source === 'system') return t`KSAP`
    if (source !== 'user') return actor
    if (actor === profile.id || actor === profile.email) return t`You`
    const member = data?.data.find((each) => each.user_id === actor || each.email === actor)
    if (member) return `${member.first_name} ${member.last_name}`.trim() || member.email
    return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(actor) ? t`A colleague` : actor
  }
}
