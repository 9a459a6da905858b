import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type CheckOut, type ConnectionOut, type PlatformOut, useConnectCarrierMutation, useReconnectConnectionMutation } from '@/api/gen/stores'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { said } from '../manifest-words'
import { ManifestFields, type Values, check } from './manifest-fields'
import { VendorDocs } from './method-choice'
import { Report } from './report'

/** The checks of a refused connection, as the error carries them. */
function reportOf(error: unknown): CheckOut[] {
  const { checks } = problem(error).details
  return Array.isArray(checks) ? (checks as CheckOut[]) : []
}

/** Typed credentials in, tested and saved in one step: nothing is saved when a check fails. */
export function CarrierDialog({ platforms, connection, onClose }: { platforms: PlatformOut[]; connection: ConnectionOut | null; onClose: () => void }) {
  const typed = platforms.filter((platform) => platform.auth.some((method) => method.fields.length > 0))
  const tell = useToast()
  const [slug, setSlug] = useState(connection?.vendor ?? typed[0]?.slug ?? '')
  const [environment, setEnvironment] = useState<'live' | 'sandbox'>(connection?.environment === 'sandbox' ? 'sandbox' : 'live')
  const [values, setValues] = useState<Values>(connection?.public ?? {})
  const [wrong, setWrong] = useState<Values>({})
  const [connect, connecting] = useConnectCarrierMutation()
  const [reconnect, reconnecting] = useReconnectConnectionMutation()
  const platform = typed.find((each) => each.slug === slug)
  const method = connection ? platform?.auth.find((each) => each.slug === connection.auth) : platform?.auth[0]
  const error = connecting.error ?? reconnecting.error
  const checks = error ? reportOf(error) : []
  const fields = error ? problem(error).fields : {}
  const shown = method?.fields.some((field) => fields[field.name])
  const submit = async () => {
    if (!platform || !method) return
    const faults = check(method.fields, values, {})
    setWrong(faults)
    if (Object.keys(faults).length) return
    const given = Object.fromEntries(method.fields.map((field) => [field.name, (values[field.name] ?? '').trim()]).filter(([, value]) => value)) as Values
    const body = { auth: method.slug, environment, fields: given }
    const answer = connection ? await reconnect({ connectionId: connection.id, credentialsBody: body }) : await connect({ carrierBody: { ...body, vendor: platform.slug } })
    if (!answer.data) return
    tell(connection ? t`The credentials of ${connection.title} are replaced` : t`${platform.title} is connected`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} width="wide" title={connection ? t`New credentials for ${connection.title}` : t`Connect a carrier`} description={connection ? t`They are tested first; the old ones stay in use until the new ones have passed.` : t`They are tested first; nothing is saved unless every check passes.`}>
      <form
        noValidate
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {!connection && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Select label={t`Carrier`} value={slug} onChange={(event) => setSlug(event.target.value)}>
              {typed.map((each) => (
                <option key={each.slug} value={each.slug}>
                  {each.title}
                </option>
              ))}
            </Select>
            <Select label={t`Environment`} value={environment} onChange={(event) => setEnvironment(event.target.value as 'live' | 'sandbox')}>
              <option value="live">{t`Live`}</option>
              <option value="sandbox">{t`Sandbox`}</option>
            </Select>
          </div>
        )}
        {platform && <p className="text-13 text-ink-2">{said(method?.summary || platform.summary)}</p>}
        {method && (
          <ManifestFields
            fields={method.fields}
            values={values}
            errors={{ ...fields, ...wrong }}
            onChange={(name, value) => {
              setValues((before) => ({ ...before, [name]: value }))
              setWrong((before) => Object.fromEntries(Object.entries(before).filter(([each]) => each !== name)))
            }}
          />
        )}
        {platform && <VendorDocs platform={platform} />}
        {checks.length > 0 ? <Report report={{ ok: false, checks, shop: {} }} /> : <FormError error={shown ? null : error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary" busy={connecting.isLoading || reconnecting.isLoading} disabled={!platform}>
            <Trans>Test and save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
