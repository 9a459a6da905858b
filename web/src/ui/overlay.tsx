/** Dialog and drawer. Focus, Escape and the return of focus are Radix's. */
import { t } from '@lingui/core/macro'
import { X } from 'lucide-react'
import { Dialog as RadixDialog } from 'radix-ui'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

import { IconButton } from './button'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  /** Buttons, the primary one last. */
  footer?: ReactNode
  width?: 'narrow' | 'wide'
}

export function Dialog({ open, onOpenChange, title, description, children, footer, width = 'narrow' }: DialogProps) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="animate-fade fixed inset-0 z-40 bg-scrim" />
        <RadixDialog.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'animate-float fixed inset-x-3 top-[max(1rem,8dvh)] z-50 mx-auto flex max-h-[84dvh] flex-col rounded-lg bg-surface shadow-float',
            width === 'wide' ? 'max-w-3xl' : 'max-w-lg',
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
            <div className="min-w-0">
              <RadixDialog.Title className="text-16 font-semibold">{title}</RadixDialog.Title>
              {description && <RadixDialog.Description className="mt-1 text-13 text-ink-2">{description}</RadixDialog.Description>}
            </div>
            <RadixDialog.Close asChild>
              <IconButton label={t`Close`} className="-mt-1 -mr-2">
                <X className="size-4" />
              </IconButton>
            </RadixDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-2">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-4">{footer}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

/** A sheet at the side: navigation on phones, a preview on wide screens. */
export function Drawer({ open, onOpenChange, title, children, side = 'right', hideTitle = false }: Omit<DialogProps, 'footer' | 'width' | 'description'> & { side?: 'left' | 'right'; hideTitle?: boolean }) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="animate-fade fixed inset-0 z-40 bg-scrim" />
        <RadixDialog.Content
          aria-describedby={undefined}
          className={cn(
            'animate-fade fixed inset-y-0 z-50 flex w-[min(24rem,90vw)] flex-col bg-surface shadow-float',
            side === 'left' ? 'left-0' : 'right-0',
          )}
        >
          <header className="flex h-14 shrink-0 items-center justify-between px-4">
            <RadixDialog.Title className={hideTitle ? 'sr-only' : 'text-16 font-semibold'}>{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={t`Close`} className="-mr-2 ml-auto">
                <X className="size-4" />
              </IconButton>
            </RadixDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}
