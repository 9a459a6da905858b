import { type ButtonHTMLAttributes, type ReactNode, type Ref } from 'react'
import { Link, type LinkProps } from 'react-router'

import { cn } from '@/lib/cn'

import { Spinner } from './spinner'

type Look = 'primary' | 'secondary' | 'quiet' | 'danger'

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:brightness-110 border border-transparent',
  secondary: 'bg-surface text-ink border border-control hover:bg-sunken',
  quiet: 'text-ink-2 hover:bg-sunken hover:text-ink border border-transparent',
  danger: 'bg-bad text-on-bad hover:brightness-110 border border-transparent',
}

const shape =
  'inline-flex items-center justify-center gap-2 whitespace-nowrap rounded-md text-13 font-medium transition-colors ' +
  'h-8 px-3 pointer-coarse:h-11 pointer-coarse:px-4 disabled:opacity-50 aria-disabled:opacity-50'

export const buttonClass = (look: Look = 'secondary', className?: string): string => cn(shape, looks[look], className)

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  busy?: boolean
  icon?: ReactNode
  ref?: Ref<HTMLButtonElement>
}

/** A busy button keeps its words and cannot be pressed twice. */
export function Button({ look = 'secondary', busy = false, icon, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} disabled={disabled || busy} aria-busy={busy || undefined} className={buttonClass(look, className)}>
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export function ButtonLink({ look = 'secondary', icon, className, children, ...rest }: LinkProps & { look?: Look; icon?: ReactNode }) {
  return (
    <Link {...rest} className={buttonClass(look, className)}>
      {icon}
      {children}
    </Link>
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string
  ref?: Ref<HTMLButtonElement>
}

/** A picture alone; the label is what a screen reader and the tooltip say. */
export function IconButton({ label, className, children, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={cn(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-sunken hover:text-ink disabled:opacity-50 pointer-coarse:size-11',
        className,
      )}
    >
      {children}
    </button>
  )
}
