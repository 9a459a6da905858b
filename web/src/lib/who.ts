/** Names of who did something: `user:<id>`, `channel:<store>`, `system` as the API tells it. */
import { t } from '@lingui/core/macro'

import { useListMembersQuery } from '@/api/gen/members'
import { useListStoresQuery } from '@/api/gen/stores'
import { useMay, useProfile } from '@/app/session'

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

export function useWho(): (actor: string) => string {
  const profile = useProfile()
  const may = useMay('members.read')
  const { data } = useListMembersQuery(undefined, { skip: !may })
  const { data: stores } = useListStoresQuery({ limit: 250 })
  return (actor) => {
    const [kind = '', ...rest] = actor.split(':')
    const id = rest.join(':')
    if (kind === 'system') return t`KSAP`
    if (kind === 'channel') return stores?.data.find((store) => store.id === id)?.name ?? t`A store`
    if (kind === 'user') {
      if (id === profile.id || id === profile.email) return t`You`
      const member = data?.data.find((each) => each.user_id === id || each.email === id)
      if (member) return `${member.first_name} ${member.last_name}`.trim() || member.email
      return !id || ID.test(id) ? t`A colleague` : id
    }
    if (kind === 'api_key') return !id || ID.test(id) ? t`An API key` : id
    return id || actor
  }
}
