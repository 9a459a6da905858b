import { Trans } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'

import { Button } from '@/ui/button'
import { Empty } from '@/ui/state'

interface Props {
  children: ReactNode
  /** A new value shows the children again: the address. */
  at?: string
}

/** A screen that broke, or one whose file is gone since a new version was installed. The rest goes on. */
export class Boundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override componentDidUpdate(before: Props) {
    if (before.at !== this.props.at && this.state.error) this.setState({ error: null })
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    const outdated = /dynamically imported module|Importing a module|module script/i.test(error.message)
    return (
      <div role="alert">
        <Empty
          title={outdated ? <Trans>KSAP was updated</Trans> : <Trans>This screen could not be shown</Trans>}
          action={
            <Button look="primary" onClick={() => window.location.reload()}>
              <Trans>Reload</Trans>
            </Button>
          }
        >
          {outdated ? (
            <Trans>Reload to get the new version.</Trans>
          ) : (
            <>
              <p>
                <Trans>Your data are safe. Reload the page; if it happens again, send this line to your administrator:</Trans>
              </p>
              <p className="mt-2 font-mono text-12 break-all">{error.message}</p>
            </>
          )}
        </Empty>
      </div>
    )
  }
}
