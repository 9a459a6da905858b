/** Register an app, or change one; its secret is shown once. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'

import {
  type ClientBody,
  type ClientOut,
  type ScopeOut,
  useCreateOauthClientMutation,
  useListOauthClientsQuery,
  useListScopesQuery,
  useRenewOauthClientSecretMutation,
  useRevokeOauthClientMutation,
  useUpdateOauthClientMutation,
} from '@/api/gen/oauth'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { Button, ButtonLink } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Checkbox, Input, Textarea } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { Picker } from '../components/picker'
import { Secret } from '../components/secret'
import { byArea } from '../permissions'

interface Shown {
  id: string
  name: string
  secret: string | null
}

export function Component() {
  const { clientId } = useParams()
  const may = useMay('oauth.clients')
  const clients = useListOauthClientsQuery(undefined, { skip: !may || !clientId })
  const scopes = useListScopesQuery(undefined, { skip: !may })
  const [shown, setShown] = useState<Shown | null>(null)
  const client = clients.data?.data.find((each) => each.id === clientId)
  const error = scopes.error ?? clients.error
  return (
    <div className="max-w-3xl">
      <Link to="/settings/oauth-apps" className="mb-3 inline-flex min-h-8 items-center gap-1.5 text-13 text-ink-2 hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4" />
        <Trans>Apps</Trans>
      </Link>
      {!may ? (
        <Empty title={<Trans>Your role does not include this</Trans>}>
          <Trans>Ask an owner of the organisation to register apps.</Trans>
        </Empty>
      ) : shown ? (
        <Kept shown={shown} />
      ) : scopes.data && (!clientId || clients.data) ? (
        clientId && !client ? (
          <Empty title={<Trans>There is no such app</Trans>} action={<ButtonLink to="/settings/oauth-apps">{t`See all apps`}</ButtonLink>}>
            <Trans>It may have been removed.</Trans>
          </Empty>
        ) : (
          <>
            <Form key={clientId ?? 'new'} client={client} scopes={scopes.data.data} onMade={setShown} />
            {client && <Ends client={client} onSecret={setShown} />}
          </>
        )
      ) : error ? (
        <Failure error={error} retry={() => void (scopes.error ? scopes.refetch() : clients.refetch())} />
      ) : (
        <Skeleton className="h-[32rem] w-full rounded-lg" />
      )}
    </div>
  )
}

function Form({ client, scopes, onMade }: { client?: ClientOut; scopes: ScopeOut[]; onMade: (shown: Shown) => void }) {
  const navigate = useNavigate()
  const tell = useToast()
  const areas = useMemo(() => byArea(scopes.map((each) => ({ ...each, assignable: true }))), [scopes])
  const [name, setName] = useState(client?.name ?? '')
  const [kind, setKind] = useState<'confidential' | 'public'>(client?.kind === 'public' ? 'public' : 'confidential')
  const [addresses, setAddresses] = useState(client?.redirect_uris.join('\n') ?? '')
  const [alone, setAlone] = useState(client?.client_credentials ?? false)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(client?.scopes))
  const [missing, setMissing] = useState<Record<string, string>>({})
  const [before] = useState({ name, kind, addresses, alone, chosen })
  const same = name === before.name && kind === before.kind && addresses === before.addresses && alone === before.alone && chosen.size === before.chosen.size && [...chosen].every((each) => before.chosen.has(each))
  const letGo = useUnsaved(!same)
  const [create, creating] = useCreateOauthClientMutation()
  const [update, updating] = useUpdateOauthClientMutation()
  const { error, isLoading } = client ? updating : creating
  const fields: Record<string, string> = { ...(error ? problem(error).fields : {}), ...missing }
  const uriError = fields.redirect_uris ?? Object.entries(fields).find(([key]) => key.startsWith('redirect_uris'))?.[1]
  const submit = async () => {
    const uris = addresses.split(/\s+/).filter(Boolean)
    const wrong: Record<string, string> = {}
    if (!name.trim()) wrong.name = t`Give the app a name.`
    if (!chosen.size) wrong.scopes = t`Choose at least one permission.`
    if (!uris.length && !(alone && kind === 'confidential')) wrong.redirect_uris = t`Give the address to which people come back.`
    setMissing(wrong)
    if (Object.keys(wrong).length) return
    const clientBody: ClientBody = { name: name.trim(), kind, redirect_uris: uris, scopes: [...chosen], client_credentials: alone && kind === 'confidential' }
    if (client) {
      if (!(await update({ clientId: client.id, clientBody })).data) return
      tell(t`Saved`)
      letGo()
      return void navigate('/settings/oauth-apps')
    }
    const answer = await create({ clientBody })
    if (answer.data) onMade({ id: answer.data.data.id, name: answer.data.data.name, secret: answer.data.data.client_secret })
  }
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <h2 className="text-16">{client ? client.name : <Trans>Register an app</Trans>}</h2>
      {client && <Facts rows={[[t`Client ID`, <span key="id" className="font-mono break-all select-all">{client.id}</span>]]} />}
      <Input label={t`Name`} maxLength={100} autoFocus={!client} placeholder={t`Book-keeping`} hint={t`People see it when the app asks them for access.`} value={name} error={fields.name} onChange={(event) => setName(event.target.value)} />
      {!client && (
        <div className="space-y-1.5">
          <p className="text-13 font-medium">
            <Trans>Where it runs</Trans>
          </p>
          <Segmented label={t`Where it runs`} value={kind} onChange={setKind} options={[{ value: 'confidential', text: t`On a server` }, { value: 'public', text: t`Browser or phone` }]} />
          <p className="text-12 text-ink-2">{kind === 'public' ? <Trans>It can keep no secret, so it gets none; it proves itself with PKCE.</Trans> : <Trans>It can keep a secret, and gets one.</Trans>}</p>
        </div>
      )}
      <Textarea label={t`Addresses to come back to`} className="font-mono" placeholder="https://books.example.com/ksap/done" hint={t`One a line, compared letter by letter.`} value={addresses} error={uriError} onChange={(event) => setAddresses(event.target.value)} />
      {kind === 'confidential' && <Checkbox label={t`May act for itself, without a person`} hint={t`For programs that run at night: they sign in with the secret alone.`} checked={alone} onChange={setAlone} />}
      <div>
        <h3 className="mb-2 text-14 font-semibold">
          <Trans>What it may ask for</Trans>
        </h3>
        <Picker areas={areas} chosen={chosen} onChange={setChosen} />
        {fields.scopes && (
          <p role="alert" className="mt-1 text-13 text-bad">
            {fields.scopes}
          </p>
        )}
      </div>
      <FormError error={Object.keys(fields).length ? null : error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={isLoading}>
          {client ? <Trans>Save</Trans> : <Trans>Register</Trans>}
        </Button>
        <ButtonLink look="quiet" to="/settings/oauth-apps">
          <Trans>Cancel</Trans>
        </ButtonLink>
      </div>
    </form>
  )
}

/** A new secret, or the end of the app. */
function Ends({ client, onSecret }: { client: ClientOut; onSecret: (shown: Shown) => void }) {
  const navigate = useNavigate()
  const tell = useToast()
  const [asked, setAsked] = useState<'secret' | 'remove' | null>(null)
  const [renew, renewing] = useRenewOauthClientSecretMutation()
  const [remove, removing] = useRevokeOauthClientMutation()
  const renewed = async () => {
    const answer = await renew({ clientId: client.id })
    if (answer.data) onSecret({ id: client.id, name: client.name, secret: answer.data.data.client_secret })
  }
  const removed = async () => {
    if ((await remove({ clientId: client.id })).error) return
    tell(t`App removed`)
    void navigate('/settings/oauth-apps')
  }
  return (
    <Card className="mt-8">
      <div className="flex flex-wrap gap-2">
        {client.kind !== 'public' && (
          <Button onClick={() => setAsked('secret')}>
            <Trans>New secret</Trans>
          </Button>
        )}
        <Button look="danger" onClick={() => setAsked('remove')}>
          <Trans>Remove the app</Trans>
        </Button>
      </div>
      <Confirm open={asked === 'secret'} onOpenChange={() => setAsked(null)} title={t`Make a new secret?`} consequence={t`The one before is refused at once.`} action={<Trans>Make it</Trans>} busy={renewing.isLoading} error={renewing.error} onConfirm={() => void renewed()}>
        {null}
      </Confirm>
      <Confirm open={asked === 'remove'} onOpenChange={() => setAsked(null)} title={t`Remove ${client.name}?`} consequence={t`It and all that people allowed it are refused from its next call on. This cannot be undone.`} action={<Trans>Remove</Trans>} busy={removing.isLoading} error={removing.error} onConfirm={() => void removed()}>
        {null}
      </Confirm>
    </Card>
  )
}

function Kept({ shown }: { shown: Shown }) {
  return (
    <div className="space-y-5 rounded-lg border border-line bg-surface p-5">
      <div>
        <h2 className="text-16">{shown.secret ? <Trans>Keep the secret of “{shown.name}” now</Trans> : <Trans>“{shown.name}” is registered</Trans>}</h2>
        {shown.secret && (
          <p className="mt-1 text-13 text-ink-2">
            <Trans>It is shown this once. Put it into the app or a password manager.</Trans>
          </p>
        )}
      </div>
      <Facts rows={[[t`Client ID`, <span key="id" className="font-mono break-all select-all">{shown.id}</span>]]} />
      {shown.secret && <Secret label={t`Client secret`} value={shown.secret} />}
      <ButtonLink to="/settings/oauth-apps">{shown.secret ? <Trans>I have kept it</Trans> : <Trans>See all apps</Trans>}</ButtonLink>
    </div>
  )
}
