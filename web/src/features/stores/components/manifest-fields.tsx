/** The fields that a platform's manifest asks for, each with the help on where to find it. */
import { t } from '@lingui/core/macro'

import type { FieldOut } from '@/api/gen/stores'
import { Input, Select } from '@/ui/field'

import { said } from '../manifest-words'

export type Values = Record<string, string>

/** What is wrong before the server is asked: `{field: reason}`. A secret that is kept need not be typed again. */
export function check(fields: FieldOut[], values: Values, kept: Values): Values {
  const wrong: Values = {}
  for (const field of fields) {
    const value = (values[field.name] ?? '').trim()
    if (!value) {
      if (field.required && !kept[field.name]) wrong[field.name] = t`Fill this in.`
    } else if (field.pattern && !matches(field.pattern, value)) {
      wrong[field.name] = field.placeholder ? t`This does not look right. Example: ${field.placeholder}` : t`This does not look right: copy it again.`
    }
  }
  return wrong
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value)
  } catch {
    return true // a pattern that only the server can read
  }
}

interface ManifestFieldsProps {
  fields: FieldOut[]
  values: Values
  onChange: (name: string, value: string) => void
  errors: Values
  /** Secrets that the server holds: `{field: "••••c2d9"}`. */
  masks?: Values
}

export function ManifestFields({ fields, values, onChange, errors, masks = {} }: ManifestFieldsProps) {
  return (
    <div className="space-y-4">
      {fields.map((field) => {
        const common = {
          name: field.name,
          label: field.required ? said(field.label) : t`${said(field.label)} (optional)`,
          hint: said(field.help),
          error: errors[field.name],
          value: values[field.name] ?? '',
        }
        if (field.kind === 'select')
          return (
            <Select key={field.name} {...common} onChange={(event) => onChange(field.name, event.target.value)}>
              {!field.required && !field.options.some(([value]) => value === common.value) && <option value="">{t`As usual`}</option>}
              {field.options.map(([value, text]) => (
                <option key={value} value={value}>
                  {said(text)}
                </option>
              ))}
            </Select>
          )
        const mask = masks[field.name]
        return (
          <Input
            key={field.name}
            {...common}
            type={field.kind === 'secret' ? 'password' : field.kind === 'url' ? 'url' : 'text'}
            inputMode={field.kind === 'url' || field.kind === 'host' ? 'url' : undefined}
            autoComplete={field.kind === 'secret' ? 'new-password' : 'off'}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={4000}
            placeholder={field.kind === 'secret' && mask ? t`Kept: ${mask}` : field.placeholder}
            onChange={(event) => onChange(field.name, event.target.value)}
          />
        )
      })}
    </div>
  )
}
