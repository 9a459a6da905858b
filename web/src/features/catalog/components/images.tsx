import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeft, ArrowRight, ImagePlus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'

import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input } from '@/ui/field'
import { Picture } from '@/ui/picture'

import type { Draft, ImageDraft } from '../draft'

export function Images({ draft, set, readOnly }: { draft: Draft; set: (part: Partial<Draft>) => void; readOnly?: boolean }) {
  const [chosen, setChosen] = useState(0)
  const [adding, setAdding] = useState(false)
  const images = draft.images
  const current = images[Math.min(chosen, images.length - 1)]
  const at = images.indexOf(current as ImageDraft)
  const put = (next: ImageDraft[]) => set({ images: next })
  const move = (by: number) => {
    const next = [...images]
    const [moved] = next.splice(at, 1)
    next.splice(at + by, 0, moved as ImageDraft)
    put(next)
    setChosen(at + by)
  }
  return (
    <Card
      title={<Trans>Pictures</Trans>}
      actions={
        !readOnly && (
          <Button look="quiet" icon={<ImagePlus className="size-4" />} aria-expanded={adding} onClick={() => setAdding(!adding)}>
            <Trans>Add</Trans>
          </Button>
        )
      }
    >
      {adding && <Add onAdd={(image) => put([...images, image])} onClose={() => setAdding(false)} />}
      {images.length === 0 && !adding && (
        <p className="text-13 text-ink-2">
          <Trans>No pictures yet.</Trans>
        </p>
      )}
      {images.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {images.map((image, index) => (
            <li key={`${image.url}-${index}`}>
              <button type="button" aria-pressed={index === at} aria-label={image.alt || t`Picture ${index + 1}`} onClick={() => setChosen(index)} className="rounded-md border-2 border-transparent p-0.5 aria-pressed:border-accent">
                <Picture src={image.path} alt="" size={64} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {current && !readOnly && (
        <div className="mt-3 flex items-end gap-1">
          <div className="min-w-0 flex-1">
            <Input label={t`Alt text`} value={current.alt} maxLength={1000} onChange={(event) => put(images.map((image, index) => (index === at ? { ...image, alt: event.target.value } : image)))} />
          </div>
          <IconButton label={t`Move to the front`} disabled={at === 0} onClick={() => move(-1)}>
            <ArrowLeft className="size-4" />
          </IconButton>
          <IconButton label={t`Move to the back`} disabled={at === images.length - 1} onClick={() => move(1)}>
            <ArrowRight className="size-4" />
          </IconButton>
          <IconButton label={t`Remove the picture`} onClick={() => put(images.filter((_, index) => index !== at))}>
            <Trash2 className="size-4" />
          </IconButton>
        </div>
      )}
    </Card>
  )
}

function Add({ onAdd, onClose }: { onAdd: (image: ImageDraft) => void; onClose: () => void }) {
  const [url, setUrl] = useState('')
  const [error, setError] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (!/^https?:\/\/\S+\.\S+/.test(url.trim())) return setError(t`An address starts with https:// and leads to a picture.`)
    onAdd({ url: url.trim(), alt: '', path: null })
    setUrl('')
    onClose()
  }
  return (
    <form noValidate onSubmit={submit} className="mb-3 flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <Input label={t`Address of the picture`} type="url" value={url} maxLength={2000} autoFocus placeholder="https://" error={error || undefined} hint={t`It shows once the product is saved.`} onChange={(event) => setUrl(event.target.value)} />
      </div>
      <Button type="submit" className="mt-6">
        <Trans>Add</Trans>
      </Button>
    </form>
  )
}
