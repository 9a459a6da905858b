/** Menus of actions and of choices. */
import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

export const panel = 'animate-float z-50 rounded-lg border border-line bg-surface p-1 shadow-float'

export function Menu({ trigger, children, align = 'end' }: { trigger: ReactNode; children: ReactNode; align?: 'start' | 'end' }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={4} collisionPadding={8} className={cn(panel, 'max-h-[70dvh] min-w-44 max-w-80 overflow-y-auto')}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const item =
  'flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-sm px-2 text-13 outline-none select-none data-[highlighted]:bg-sunken ' +
  'data-[disabled]:opacity-50 pointer-coarse:min-h-11'

export function MenuItem({ children, onSelect, danger, icon, disabled }: { children: ReactNode; onSelect: () => void; danger?: boolean; icon?: ReactNode; disabled?: boolean }) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={cn(item, danger && 'text-bad')}>
      {icon}
      {children}
    </DropdownMenu.Item>
  )
}

export function MenuCheck({ children, checked, onSelect }: { children: ReactNode; checked: boolean; onSelect: () => void }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onSelect={(event) => {
        event.preventDefault()
        onSelect()
      }}
      className={cn(item, 'justify-between')}
    >
      {children}
      <DropdownMenu.ItemIndicator>
        <Check className="size-4 text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  )
}

export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2 pt-2 pb-1 text-12 text-ink-2">{children}</DropdownMenu.Label>
)
