import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from 'radix-ui'
import { Check, ChevronDown, Minus } from 'lucide-react'
import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react'

import { cn } from '@/lib/cn'

export const control =
  'w-full rounded-md border border-control bg-surface px-2.5 text-14 text-ink transition-colors ' +
  'focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad ' +
  'pointer-coarse:text-16'
const height = 'h-8 pointer-coarse:h-11'

interface Common {
  label: ReactNode
  hint?: ReactNode
  error?: string
  /** The label is for screen readers only: the place tells the eye. */
  hideLabel?: boolean
}

function Frame({ id, label, hint, error, hideLabel, children }: Common & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0 space-y-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'block text-13 font-medium'}>
        {label}
      </label>
      {children}
      {error && (
        <p id={`${id}-error`} className="text-12 text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-12 text-ink-2">
          {hint}
        </p>
      )}
    </div>
  )
}

const described = (id: string, error?: string, hint?: ReactNode) => ({
  'aria-invalid': error ? true : undefined,
  'aria-describedby': [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined,
})

export function Input({ label, hint, error, hideLabel, className, ref, ...rest }: Common & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  const own = useId()
  const id = rest.id ?? own
  return (
    <Frame id={id} label={label} hint={hint} error={error} hideLabel={hideLabel}>
      <input {...rest} ref={ref} id={id} {...described(id, error, hint)} className={cn(control, height, className)} />
    </Frame>
  )
}

export function Textarea({ label, hint, error, hideLabel, className, ref, ...rest }: Common & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  const own = useId()
  const id = rest.id ?? own
  return (
    <Frame id={id} label={label} hint={hint} error={error} hideLabel={hideLabel}>
      <textarea {...rest} ref={ref} id={id} {...described(id, error, hint)} className={cn(control, 'min-h-20 py-1.5', className)} />
    </Frame>
  )
}

/** The browser's own list: it works on every phone and for every screen reader. */
export function Select({ label, hint, error, hideLabel, className, children, ref, ...rest }: Common & SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
  const own = useId()
  const id = rest.id ?? own
  return (
    <Frame id={id} label={label} hint={hint} error={error} hideLabel={hideLabel}>
      <div className="relative">
        <select {...rest} ref={ref} id={id} {...described(id, error, hint)} className={cn(control, height, 'appearance-none pr-8', className)}>
          {children}
        </select>
        <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-ink-2" />
      </div>
    </Frame>
  )
}

interface CheckProps {
  label: ReactNode
  checked: boolean | 'indeterminate'
  onChange: (checked: boolean) => void
  hideLabel?: boolean
  disabled?: boolean
  hint?: ReactNode
}

/** A tick box of 16 px in a target of 24 px, 44 px where fingers point. */
export function Checkbox({ label, checked, onChange, hideLabel, disabled, hint }: CheckProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-1.5 pointer-coarse:min-h-11">
      <RadixCheckbox.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        aria-label={hideLabel && typeof label === 'string' ? label : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={cn('group inline-flex size-6 shrink-0 items-center justify-center rounded-sm disabled:opacity-50 pointer-coarse:size-11', !hideLabel && '-ml-1 pointer-coarse:-mr-2 pointer-coarse:-ml-3.5')}
      >
        <span className="flex size-4 items-center justify-center rounded-sm border border-control bg-surface text-on-accent group-data-[state=checked]:border-accent group-data-[state=checked]:bg-accent group-data-[state=indeterminate]:border-accent group-data-[state=indeterminate]:bg-accent">
          <RadixCheckbox.Indicator>
            {checked === 'indeterminate' ? <Minus className="size-3" strokeWidth={3} /> : <Check className="size-3" strokeWidth={3} />}
          </RadixCheckbox.Indicator>
        </span>
      </RadixCheckbox.Root>
      {!hideLabel && (
        <div>
          <label htmlFor={id} className="text-13">
            {label}
          </label>
          {hint && (
            <p id={`${id}-hint`} className="text-12 text-ink-2">
              {hint}
            </p>
          )}
        </div>
      )}
    </div>
  )
}

export function Switch({ label, checked, onChange, disabled, hint }: CheckProps) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="text-13 font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-12 text-ink-2">
            {hint}
          </p>
        )}
      </div>
      <RadixSwitch.Root
        id={id}
        checked={checked === true}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="group relative inline-flex h-6 w-10 shrink-0 items-center disabled:opacity-50 pointer-coarse:h-11 pointer-coarse:w-11"
      >
        <span className="h-5 w-9 rounded-full border border-control bg-sunken transition-colors group-data-[state=checked]:border-accent group-data-[state=checked]:bg-accent" />
        <RadixSwitch.Thumb className="absolute left-1 size-3.5 rounded-full bg-ink-2 transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
    </div>
  )
}
