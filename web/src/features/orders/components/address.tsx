import { Trans } from '@lingui/react/macro'

import { countryName } from '@/lib/countries'

type Parts = Record<string, unknown> | null | undefined

const text = (parts: Parts, name: string): string => (typeof parts?.[name] === 'string' ? (parts[name] as string).trim() : '')

/** As it stands on a parcel. */
export function addressLines(parts: Parts, fallback = ''): string[] {
  if (!parts) return []
  const place = [text(parts, 'postal_code'), text(parts, 'city'), text(parts, 'region')].filter(Boolean).join(' ')
  const land = text(parts, 'country')
  return [text(parts, 'name') || fallback, text(parts, 'company'), text(parts, 'line1'), text(parts, 'line2'), place, land && countryName(land)].filter(Boolean)
}

export function Address({ address, fallback }: { address: Parts; fallback?: string }) {
  const lines = addressLines(address, fallback)
  if (!lines.length)
    return (
      <p className="text-ink-2">
        <Trans>No address</Trans>
      </p>
    )
  return (
    <address className="not-italic">
      {lines.map((line, at) => (
        <span key={at} className="block break-words">
          {line}
        </span>
      ))}
    </address>
  )
}
