import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import { type ChartProps, colours, dashes, ticks } from './series'
import { Tip } from './tip'

/** Figures by day. The first series is full, others are dashed: told apart without colour, too. */
export default function Lines({ label, names, points, format, formatAxis = format, formatKey, onPick }: ChartProps) {
  const data = points.map((point) => ({ key: point.key, ...Object.fromEntries(point.values.map((value, at) => [`v${at}`, value])) }))
  const marks = ticks(points)
  const lowest = Math.min(0, ...points.flatMap((point) => point.values.map((value) => value ?? 0)))
  return (
    <figure aria-label={label}>
      {names.length > 1 && (
        <figcaption className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-12 text-ink-2">
          {names.map((name, at) => (
            <span key={name} className="inline-flex items-center gap-1.5">
              <svg aria-hidden="true" viewBox="0 0 20 4" className="h-1 w-5">
                <line x1="0" x2="20" y1="2" y2="2" stroke={colours[at % colours.length]} strokeWidth="2" strokeDasharray={dashes[at % dashes.length]} />
              </svg>
              {name}
            </span>
          ))}
        </figcaption>
      )}
      <ResponsiveContainer width="100%" height={256}>
        <LineChart
          data={data}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer
          onClick={(state) => {
            const key = state?.activeLabel
            if (key !== undefined && onPick) onPick(String(key))
          }}
          className={onPick ? 'cursor-pointer' : undefined}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="key" tickFormatter={formatKey} tick={{ fill: 'var(--ink-2)', fontSize: 12 }} tickLine={false} axisLine={{ stroke: 'var(--line)' }} minTickGap={32} />
          <YAxis tickFormatter={formatAxis} tick={{ fill: 'var(--ink-2)', fontSize: 12 }} tickLine={false} axisLine={false} width={64} ticks={marks} domain={[lowest, marks[marks.length - 1] ?? 1]} />
          <Tooltip content={({ active, payload, label: key }) => <Tip active={active} title={formatKey(String(key ?? ''))} rows={rowsOf(payload, names, format)} />} isAnimationActive={false} cursor={{ stroke: 'var(--control)' }} />
          {names.map((name, at) => (
            <Line key={name} dataKey={`v${at}`} name={name} stroke={colours[at % colours.length]} strokeWidth={at === 0 ? 2 : 1.5} strokeDasharray={dashes[at % dashes.length]} dot={points.length === 1} activeDot={{ r: 4 }} isAnimationActive={false} connectNulls={false} />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  )
}

function rowsOf(payload: readonly { dataKey?: unknown; value?: unknown; color?: string }[] | undefined, names: string[], format: (value: number) => string) {
  return (payload ?? []).flatMap((each) => {
    const at = Number(String(each.dataKey).slice(1))
    return each.value === null || each.value === undefined ? [] : [{ name: names[at] ?? '', text: format(Number(each.value)), colour: each.color ?? '' }]
  })
}
