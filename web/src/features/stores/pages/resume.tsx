import { Navigate } from 'react-router'

import { useWizard } from '../components/wizard'
import { resumeAt } from '../drafts'

/** A draft's own address leads to the step where it was left. */
export function Component() {
  const { draft, instead } = useWizard('credentials')
  return draft ? <Navigate to={resumeAt(draft)} replace /> : instead
}
