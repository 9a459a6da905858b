/** Order and groups of the store cards: dragged, or moved by keys (space, arrows, space). */
import { DndContext, KeyboardSensor, PointerSensor, closestCenter, useSensor, useSensors } from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { GripVertical } from 'lucide-react'
import { useState } from 'react'

import type { StoreCard } from '@/api/gen/analytics'
import { cn } from '@/lib/cn'
import { Input } from '@/ui/field'
import { Mark } from '@/ui/picture'

import { type Arrangement, arranged, groupOf, grouped, moved } from './arrangement'

interface Props {
  cards: StoreCard[]
  arrangement: Arrangement
  onChange: (arrangement: Arrangement) => void
}

export function Arrange({ cards, arrangement, onChange }: Props) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }))
  const sorted = arranged(cards, arrangement).flatMap((group) => group.cards)
  const known = [...new Set(sorted.map((card) => groupOf(card, arrangement)).filter(Boolean))]
  const nameOf = (id: string | number) => cards.find((card) => card.id === id)?.name ?? ''
  return (
    <div className="rounded-lg border border-line bg-surface">
      <p className="border-b border-line px-4 py-3 text-13 text-ink-2">
        <Trans>Drag a store to its place, or take it with the space key and move it with the arrows. A group is just a name; stores with the same one stand together.</Trans>
      </p>
      <datalist id="groups">
        {known.map((group) => (
          <option key={group} value={group} />
        ))}
      </datalist>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        accessibility={{
          screenReaderInstructions: { draggable: t`Press space to take the store, the arrow keys to move it, space to put it down, Escape to leave it where it was.` },
          announcements: {
            onDragStart: ({ active }) => t`${nameOf(active.id)} taken.`,
            onDragOver: ({ active, over }) => (over ? t`${nameOf(active.id)} is over ${nameOf(over.id)}.` : ''),
            onDragEnd: ({ active, over }) => (over ? t`${nameOf(active.id)} put at the place of ${nameOf(over.id)}.` : t`${nameOf(active.id)} put back.`),
            onDragCancel: ({ active }) => t`${nameOf(active.id)} put back.`,
          },
        }}
        onDragEnd={({ active, over }) => over && onChange(moved(cards, arrangement, String(active.id), String(over.id)))}
      >
        <SortableContext items={sorted.map((card) => card.id)} strategy={verticalListSortingStrategy}>
          <ul className="divide-y divide-line">
            {sorted.map((card) => (
              <Row key={card.id} card={card} group={groupOf(card, arrangement)} onGroup={(group) => onChange(grouped(arrangement, card.id, group))} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
    </div>
  )
}

function Row({ card, group, onGroup }: { card: StoreCard; group: string; onGroup: (group: string) => void }) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: card.id })
  const [text, setText] = useState(group)
  return (
    <li ref={setNodeRef} style={{ transform: CSS.Translate.toString(transform), transition }} className={cn('flex items-center gap-3 bg-surface px-2 py-2 last:rounded-b-lg', isDragging && 'relative z-10 rounded-md shadow-float')}>
      <button type="button" {...attributes} {...listeners} aria-label={t`Move ${card.name}`} className="flex size-8 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-ink-2 hover:bg-sunken pointer-coarse:size-11">
        <GripVertical className="size-4" />
      </button>
      <Mark name={card.name} src={card.logo_path} size={24} />
      <span className="min-w-0 flex-1 truncate text-14">{card.name}</span>
      <div className="w-36 sm:w-48">
        <Input
          hideLabel
          label={t`Group of ${card.name}`}
          placeholder={t`No group`}
          list="groups"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => text.trim() !== group && onGroup(text)}
        />
      </div>
    </li>
  )
}
