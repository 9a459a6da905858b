/** A world map shaded by a figure. The ranked list beside it says the same in words; the map is for the eye. */
import { geoNaturalEarth1, geoPath } from 'd3-geo'
import type { FeatureCollection, Geometry } from 'geojson'
import { useMemo, useState } from 'react'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import world from 'world-atlas/countries-110m.json'

import { numericOf } from './countries'

const WIDTH = 720
const HEIGHT = 340

interface Props {
  label: string
  /** ISO alpha-2 → figure. */
  values: Map<string, number>
  format: (value: number) => string
  nameOf: (code: string) => string
  onPick?: (code: string) => void
}

export default function World({ label, values, format, nameOf, onPick }: Props) {
  const [hovered, hover] = useState<{ text: string; x: number; y: number } | null>(null)
  const shapes = useMemo(() => {
    const topology = world as unknown as Topology<{ countries: GeometryCollection }>
    const countries = feature(topology, topology.objects.countries) as FeatureCollection<Geometry>
    const shown = { ...countries, features: countries.features.filter((each) => each.id !== '010') } // no shop ships to Antarctica
    const path = geoPath(geoNaturalEarth1().fitSize([WIDTH, HEIGHT], shown))
    return shown.features.map((each, at) => ({ key: `${String(each.id)}-${at}`, id: String(each.id), d: path(each) ?? '' }))
  }, [])
  const byNumber = useMemo(() => new Map([...values].map(([code, value]) => [numericOf(code), { code, value }])), [values])
  const top = Math.max(...values.values(), 0) || 1
  return (
    <figure aria-label={label} className="relative">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="w-full">
        {shapes.map((shape) => {
          const found = byNumber.get(shape.id)
          const share = found ? 0.25 + 0.75 * Math.sqrt(Math.max(0, found.value) / top) : 0
          return (
            <path
              key={shape.key}
              d={shape.d}
              fill={found ? 'var(--chart-1)' : 'var(--line)'}
              fillOpacity={found ? share : 1}
              stroke="var(--surface)"
              strokeWidth={0.5}
              onMouseMove={found ? (event) => hover({ text: `${nameOf(found.code)}: ${format(found.value)}`, x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY }) : undefined}
              onMouseLeave={() => hover(null)}
              onClick={found && onPick ? () => onPick(found.code) : undefined}
              className={found && onPick ? 'cursor-pointer hover:stroke-ink' : undefined}
            />
          )
        })}
      </svg>
      {hovered && (
        <div className="pointer-events-none absolute rounded-md border border-line bg-surface px-2 py-1 text-12 shadow-float" style={{ left: hovered.x + 12, top: hovered.y + 12 }}>
          {hovered.text}
        </div>
      )}
    </figure>
  )
}
