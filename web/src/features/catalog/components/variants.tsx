import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useId, useState } from 'react'
import { Link } from 'react-router'

import { cn } from '@/lib/cn'
import { number } from '@/lib/money'
import { useScoped } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Checkbox, control } from '@/ui/field'

import { type Draft, type Path, type VariantDraft, type VariantText } from '../draft'
import { OptionsDialog } from './options'

const FIRST = 50
const GRID = 'lg:grid lg:grid-cols-[minmax(6rem,1.1fr)_minmax(7rem,1.2fr)_minmax(7rem,1.1fr)_6rem_6rem_6rem_5.5rem_4rem_3.5rem] lg:items-start lg:gap-2'

interface VariantsProps {
  draft: Draft
  currency: string
  setDraft: (change: (before: Draft) => Draft) => void
  errors: Record<Path, string>
  readOnly?: boolean
  /** A product that is not there yet has no stock to lead to. */
  fresh?: boolean
}

export function Variants({ draft, currency, setDraft, errors, readOnly, fresh }: VariantsProps) {
  const [all, setAll] = useState(false)
  const [options, setOptions] = useState(false)
  const shown = all ? draft.variants : draft.variants.slice(0, FIRST)
  const rest = draft.variants.length - shown.length
  const change = (key: string, part: Partial<VariantDraft>) =>
    setDraft((before) => ({ ...before, variants: before.variants.map((variant) => (variant.key === key ? { ...variant, ...part } : variant)) }))
  const several = draft.variants.length > 1 || draft.options.length > 0
  const heads = [several ? t`Variant` : '', t`SKU`, t`Barcode`, t`Price`, t`Compare-at price`, t`Cost`, t`Weight (g)`, t`Available`, t`Counted`]
  return (
    <Card
      title={several ? <Trans>Variants · {currency}</Trans> : <Trans>Price and stock keeping · {currency}</Trans>}
      actions={
        !readOnly && (
          <Button look="quiet" onClick={() => setOptions(true)}>
            {draft.options.length ? <Trans>Edit options</Trans> : <Trans>Add options</Trans>}
          </Button>
        )
      }
    >
      <div aria-hidden="true" className={cn('mb-1 hidden text-12 text-ink-2', GRID, 'lg:items-end')}>
        {heads.map((head, at) => (
          <span key={at} className={cn(at > 2 && at < 8 && 'text-right')}>
            {head}
          </span>
        ))}
      </div>
      <ul aria-label={t`Variants`} className="divide-y divide-line">
        {shown.map((variant) => (
          <li key={variant.key}>
            <Row variant={variant} several={several} errors={errors} readOnly={readOnly} fresh={fresh} onChange={(part) => change(variant.key, part)} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Button className="mt-3" onClick={() => setAll(true)}>
          <Trans>Show {rest} more</Trans>
        </Button>
      )}
      {several && !readOnly && <SetAll onSet={(field, value) => setDraft((before) => ({ ...before, variants: before.variants.map((variant) => ({ ...variant, [field]: value })) }))} />}
      {options && (
        <OptionsDialog
          draft={draft}
          onClose={() => setOptions(false)}
          onApply={(next) => {
            setDraft(() => next)
            setOptions(false)
          }}
        />
      )}
    </Card>
  )
}

interface RowProps {
  variant: VariantDraft
  several: boolean
  errors: Record<Path, string>
  readOnly?: boolean
  fresh?: boolean
  onChange: (part: Partial<VariantDraft>) => void
}

function Row({ variant, several, errors, readOnly, fresh, onChange }: RowProps) {
  const scoped = useScoped()
  const name = several ? variant.title : ''
  const cell = (field: VariantText, label: string, end = false) => (
    <Cell
      label={label}
      name={name}
      value={variant[field]}
      end={end}
      disabled={readOnly}
      error={errors[`v.${variant.key}.${field}`]}
      onChange={(value) => onChange({ [field]: value })}
    />
  )
  return (
    <div className={cn('grid grid-cols-2 gap-2 py-2.5 sm:grid-cols-3 lg:py-1.5', GRID)}>
      <div className={cn('col-span-full text-13 font-medium lg:col-span-1 lg:flex lg:min-h-8 lg:items-center', !several && 'hidden lg:flex')}>
        <span className="break-words">{several ? variant.title : ''}</span>
      </div>
      {cell('sku', t`SKU`)}
      {cell('barcode', t`Barcode`)}
      {cell('price', t`Price`, true)}
      {cell('compare_at_price', t`Compare-at price`, true)}
      {cell('cost', t`Cost`, true)}
      {cell('weight_grams', t`Weight (g)`, true)}
      <Labelled label={t`Available`} className="lg:text-right">
        <span className="tnum flex min-h-8 items-center lg:justify-end">
          {variant.id && !fresh ? (
            <Link to={scoped(`/inventory/${variant.id}`)} aria-label={t`Stock of ${variant.title}: ${number(variant.available ?? 0)} available`} className="flex min-h-6 min-w-6 items-center justify-end text-13 text-accent underline-offset-2 hover:underline">
              {number(variant.available ?? 0)}
            </Link>
          ) : (
            <span className="text-ink-3">–</span>
          )}
        </span>
      </Labelled>
      <Labelled label={t`Counted`}>
        <span className="flex min-h-8 items-center">
          <Checkbox hideLabel label={name ? t`Stock of ${name} is counted` : t`Stock is counted`} checked={variant.track_inventory} disabled={readOnly} onChange={(on) => onChange({ track_inventory: on })} />
        </span>
      </Labelled>
    </div>
  )
}

function Labelled({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={cn('min-w-0', className)}>
      <span className="block text-12 text-ink-2 lg:hidden">{label}</span>
      {children}
    </div>
  )
}

interface CellProps {
  label: string
  name: string
  value: string
  end: boolean
  disabled?: boolean
  error?: string
  onChange: (value: string) => void
}

/** A field that carries its label on phones, where the columns' heads are away. */
function Cell({ label, name, value, end, disabled, error, onChange }: CellProps) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="block text-12 text-ink-2 lg:sr-only">
        {label} {name && <span className="sr-only">{name}</span>}
      </label>
      <input
        id={id}
        value={value}
        disabled={disabled}
        maxLength={255}
        inputMode={end ? 'decimal' : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={cn(control, 'h-8 text-13 pointer-coarse:h-11 lg:px-2', end && 'tnum text-right')}
      />
      {error && (
        <p id={`${id}-error`} className="mt-0.5 text-12 text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

function SetAll({ onSet }: { onSet: (field: VariantText, value: string) => void }) {
  const [field, setField] = useState<VariantText>('price')
  const [value, setValue] = useState('')
  const fields: [VariantText, string][] = [
    ['price', t`Price`],
    ['compare_at_price', t`Compare-at price`],
    ['cost', t`Cost`],
    ['weight_grams', t`Weight (g)`],
  ]
  const id = useId()
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 border-t border-line pt-3 text-13">
      <label htmlFor={`${id}-field`} className="text-ink-2">
        <Trans>Set for all</Trans>
      </label>
      <div className="w-36">
      <select id={`${id}-field`} value={field} onChange={(event) => setField(event.target.value as VariantText)} className={cn(control, 'h-8 pointer-coarse:h-11')}>
        {fields.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
      </div>
      <div className="w-24">
      <input aria-label={t`Value for all`} inputMode="decimal" value={value} maxLength={20} onChange={(event) => setValue(event.target.value)} className={cn(control, 'tnum h-8 text-right pointer-coarse:h-11')} />
      </div>
      <Button onClick={() => onSet(field, value)}>
        <Trans>Set</Trans>
      </Button>
    </div>
  )
}
