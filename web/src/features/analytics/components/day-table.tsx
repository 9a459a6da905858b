import { t } from '@lingui/core/macro'
import { Link } from 'react-router'

import { day } from '@/lib/dates'
import type { Point } from '@/ui/charts/series'

/** The chart in figures. */
export function DayTable({ points, names, format, hrefOf }: { points: Point[]; names: string[]; format: (value: number) => string; hrefOf: (key: string) => string }) {
  return (
    // the scrolling region can be reached by keys
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="max-h-96 overflow-auto" tabIndex={0} role="region" aria-label={t`Figures by day`}>
      <table className="w-full text-13">
        <thead className="sticky top-0 bg-surface text-12 text-ink-2">
          <tr>
            <th scope="col" className="py-2 text-left font-medium">
              {t`Day`}
            </th>
            {names.map((name) => (
              <th key={name} scope="col" className="py-2 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.key} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">
                <Link to={hrefOf(point.key)} className="inline-flex min-h-6 items-center hover:underline">
                  {day(point.key, 'long')}
                </Link>
              </th>
              {point.values.map((value, at) => (
                <td key={at} className="tnum py-1 text-right">
                  {value === null ? '–' : format(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
